// The kernels, compiled once for each instruction set: its name is that of the compiler's options.
#include "activations.h"
#include "gated-scan.h"
#include "gru-reset-before.h"
#include "gru.h"
#include "linear-scan.h"
#include "losses.h"
#include "lstm.h"
#include "matmul.h"
#include "optimizers.h"
#include "peak.h"
#include "rnn.h"

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)
#define TABLE_OF(name) name##Kernels
#define TABLE(name) TABLE_OF(name)

const Kernels TABLE(INSTRUCTIONS) = {
  .name = TEXT(INSTRUCTIONS),
  .activateOne = activateOne,
  .fuse = fuse,
  .lstmReserve = lstmReserve,
  .gruReserve = gruReserve,
  .rnnForward = rnnForward,
  .rnnBackward = rnnBackward,
  .lstmForward = lstmForward,
  .lstmBackward = lstmBackward,
  .gruForward = gruForward,
  .gruBackward = gruBackward,
  .gruResetBeforeForward = gruResetBeforeForward,
  .gruResetBeforeBackward = gruResetBeforeBackward,
  .linearScanForward = linearScanForward,
  .linearScanBackward = linearScanBackward,
  .gatedScanForward = gatedScanForward,
  .gatedScanBackward = gatedScanBackward,
  .matmul = matmul,
  .softmaxCrossEntropy = softmaxCrossEntropy,
  .sigmoidCrossEntropy = sigmoidCrossEntropy,
  .squaredError = squaredError,
  .addSquares = addSquares,
  .sgd = sgd,
  .momentum = momentum,
  .rmsprop = rmsprop,
  .adam = adam,
};
