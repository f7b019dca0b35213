#pragma once
#include "kernels.h"

/** The kernels that this processor runs, the fastest first, and null behind them. */
const Kernels *const *kernelsHere(void);
