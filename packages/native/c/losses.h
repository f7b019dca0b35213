// A mean loss and its gradient in two passes over the logits at most, on one thread: it is a small part of a step.
#pragma once
#include <math.h>
#include "activations.h"
#include "kernels.h"
#include "sums.h"

/** By what a row's losses are multiplied. */
INLINE float weightOf(const Loss *call, size_t row) { return call->weights ? call->weights[row] : 1; }

/** How many rows count, of none 1: a mean of nothing is 0. */
INLINE float countRows(const Loss *call) {
  size_t count = 0;
  for (size_t row = 0; row < call->rows; row++) count += weightOf(call, row) != 0;
  return (float)(count ? count : 1);
}

/** −ln softmax(z)_y of a row, with ∂/∂z = softmax(z) − 1_y, and whether y is the first of the largest; NaN for a y that is no class. */
INLINE float softmaxRow(const Loss *call, size_t row, float scale, bool *isRight) {
  const size_t columns = call->columns;
  const float *z = call->logits + row * columns, y = call->targets[row];
  float *dz = call->dLogits + row * columns, most = z[0];
  size_t first = 0;
  for (size_t k = 1; k < columns; k++)
    if (z[k] != z[k] || z[k] > most) most = z[k], first = k;
  *isRight = y == (float)first;
  Sum sum = {{{0}}};
  for (size_t k = 0; k < columns;)
    for (size_t i = 0; i < VECTORS && k < columns; i++) {
      const size_t lanes = smaller(WIDTH, columns - k);
      V power = exponential(read(z + k, lanes) - splat(most));
      write(dz + k, power, lanes);
      for (size_t lane = lanes; lane < WIDTH; lane++) power[lane] = 0;
      addTo(&sum.parts[i], power);
      k += lanes;
    }
  const V all = splat((float)totalOf(&sum));
  for (size_t k = 0; k < columns; k += WIDTH) {
    const size_t lanes = smaller(WIDTH, columns - k);
    write(dz + k, read(dz + k, lanes) / all * splat(scale), lanes);
  }
  if (!(y >= 0 && y < (float)columns)) return NAN;
  const float answer = z[(size_t)y] - most;
  dz[(size_t)y] = (exponential(splat(answer))[0] / all[0] - 1) * scale;
  return logarithm(all)[0] - answer;
}

static void softmaxCrossEntropy(const Loss *call) {
  const float count = countRows(call);
  double total = 0;
  size_t right = 0;
  for (size_t row = 0; row < call->rows; row++) {
    const float weight = weightOf(call, row);
    bool isRight;
    total += weight * softmaxRow(call, row, weight / count, &isRight);
    right += isRight && weight != 0;
  }
  *call->loss = (float)(total / count);
  *call->accuracy = (float)right / count;
}

/** The weights of so many numbers from `at` on. */
INLINE V weightsAt(const Loss *call, size_t at, size_t lanes) {
  if (!call->weights) return splat(1);
  if (call->columns == 1) return read(call->weights + at, lanes);
  V weights = splat(0);
  for (size_t lane = 0; lane < lanes; lane++) weights[lane] = call->weights[(at + lane) / call->columns];
  return weights;
}

/** max(z, 0) − z·y + ln(1 + e^−|z|), which no z overflows, with ∂/∂z = σ(z) − y. */
INLINE V sigmoidLoss(V z, V y, V *slope) {
  const V zero = splat(0), one = splat(1);
  const V e = exponential(choose((I)(z > zero), -z, z));
  *slope = choose((I)(z < zero), e, one) / (one + e) - y;
  return atLeast(z, zero) - z * y + logarithmOfOnePlus(e);
}

/** (z − y)², with ∂/∂z = 2 (z − y). */
INLINE V squaredLoss(V z, V y, V *slope) {
  const V error = z - y;
  *slope = error + error;
  return error * error;
}

/** The mean of a loss that every number has for itself. */
INLINE void meanOfEach(const Loss *call, V (*lossOf)(V, V, V *)) {
  const size_t numbers = call->rows * call->columns;
  const float count = countRows(call) * (float)call->columns;
  Sum sum = {{{0}}};
  for (size_t at = 0; at < numbers;)
    for (size_t i = 0; i < VECTORS && at < numbers; i++) {
      const size_t lanes = smaller(WIDTH, numbers - at);
      const V weights = weightsAt(call, at, lanes);
      V slope, loss = lossOf(read(call->logits + at, lanes), read(call->targets + at, lanes), &slope) * weights;
      for (size_t lane = lanes; lane < WIDTH; lane++) loss[lane] = 0;
      addTo(&sum.parts[i], loss);
      write(call->dLogits + at, slope * (weights / splat(count)), lanes);
      at += lanes;
    }
  *call->loss = (float)(totalOf(&sum) / count);
}

/** Whether a row counts, and its digits are all right. */
INLINE bool isRightRow(const Loss *call, size_t row) {
  const float *z = call->logits + row * call->columns, *y = call->targets + row * call->columns;
  bool isRight = weightOf(call, row) != 0;
  for (size_t k = 0; k < call->columns; k++) isRight &= y[k] == (z[k] > 0);
  return isRight;
}

static void sigmoidCrossEntropy(const Loss *call) {
  meanOfEach(call, sigmoidLoss);
  size_t right = 0;
  for (size_t row = 0; row < call->rows; row++) right += isRightRow(call, row);
  *call->accuracy = (float)right / countRows(call);
}

static void squaredError(const Loss *call) {
  meanOfEach(call, squaredLoss);
  *call->accuracy = 0;
}
