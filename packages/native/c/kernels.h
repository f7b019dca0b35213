// What the kernels of every instruction set take, by the names of the contract in @unrolled/kernels, and the table
// by which an instruction set is chosen. Absent tensors are null. A kernel whose scratch memory is null computes
// nothing and returns the bytes it needs.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "pool.h"

/** A call of a sequence kernel, forward or backward. */
typedef struct {
  const float *x, *inputKernel, *recurrentKernel, *bias, *recurrentBias, *initialHidden, *initialCell, *mask, *decay, *gate;
  float *hidden, *cell, *reserve; // written forward, read backward
  const float *dHidden, *dCell;
  float *dX, *dInputKernel, *dRecurrentKernel, *dInitialHidden, *dInitialCell, *dBias, *dRecurrentBias, *dDecay, *dGate;
  void *scratch;
  size_t batch, steps, features, units;
  int activation;
  bool reverse, complex;
} Sequence;

/** φ(a·b + bias); either side may be transposed, which its steps, in floats, say. */
typedef struct {
  const float *a, *b, *bias;
  float *out;
  void *scratch;
  size_t aRow, aDepth, bDepth, bColumn, rows, depth, columns;
  int activation;
} Matmul;

/** A mean loss of logits [rows, columns] and its gradient by them. */
typedef struct {
  const float *logits, *targets, *weights;
  float *loss, *accuracy, *dLogits;
  size_t rows, columns;
} Loss;

/** One parameter's update; `state` and `newState` are as many as the optimizer keeps. */
typedef struct {
  const float *value, *gradient, *state[2];
  float *newValue, *newState[2], *newNorm;
  const float *norm, *factor, *power1, *power2;
  size_t count;
  double before, clipNorm, learningRate, decay, momentum, epsilon, beta1, beta2;
  bool nesterov;
} Update;

typedef size_t SequenceKernel(const Sequence *, Pool *);
typedef void LossKernel(const Loss *);
typedef void UpdateKernel(const Update *, Pool *);

/** The kernels of one instruction set. */
typedef struct {
  const char *name;
  float (*activateOne)(float, int);
  double (*fuse)(size_t rounds);
  size_t (*lstmReserve)(size_t batch, size_t steps, size_t units), (*gruReserve)(size_t batch, size_t steps, size_t units);
  SequenceKernel *rnnForward, *rnnBackward, *lstmForward, *lstmBackward, *gruForward, *gruBackward;
  SequenceKernel *gruResetBeforeForward, *gruResetBeforeBackward, *linearScanForward, *linearScanBackward;
  SequenceKernel *gatedScanForward, *gatedScanBackward;
  size_t (*matmul)(const Matmul *, Pool *);
  LossKernel *softmaxCrossEntropy, *sigmoidCrossEntropy, *squaredError;
  double (*addSquares)(const Update *, Pool *);
  UpdateKernel *sgd, *momentum, *rmsprop, *adam;
} Kernels;
