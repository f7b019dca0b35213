#pragma once
#include "kernels.h"

/** What a parameter of a function is: in JavaScript all are numbers. */
typedef enum {
  TENSOR, // an address, 0 for an absent one
  SCRATCH, // an address, 0 to ask how many bytes are needed
  COUNT, // a whole number
  CODE, // a whole number, negative ones too
  FLAG,
  NUMBER,
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  size_t offset; // in the struct of the call
  /** Of a tensor its size, in letters that the function knows, and `?` behind them if it may be absent. */
  const char *size;
} Parameter;

typedef union {
  Sequence sequence;
  Matmul matmul;
  Loss loss;
  Update update;
} Call;

/** A function that JavaScript calls: addresses in bytes, sizes as counts. */
typedef struct Function {
  const char *name;
  const Parameter *parameters;
  size_t parameterCount;
  /** Rows of the weights for each unit. */
  size_t gates;
  /** How many floats a tensor of such a size has in this call. */
  double (*floats)(const struct Function *, const Kernels *, const Call *, const char *size);
  /** Computes, or without scratch memory returns how many bytes of it are needed; of some it is the result. */
  double (*run)(const struct Function *, const Kernels *, const Call *, Pool *);
  /** Where the kernel stands in `Kernels`, and the one that tells the floats of its reserve. */
  size_t kernel, reserve;
} Function;

#define MOST_PARAMETERS 24
extern const Function functions[];
extern const size_t functionCount;
