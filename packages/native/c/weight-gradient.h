// A weight gradient is one product over all examples and steps, Σ sᵀ·dz. Its two sides are collected until they fill
// the cache and then multiplied, so that memory does not grow with the number of steps, and that a sum over a long time
// is a sum of the sums of its parts.
#pragma once
#include "product.h"
#include "scratch.h"

/** Rows that must stand behind a strip which is collected. */
#define SPARE_ROWS (LANES - 1)
/** Examples × steps that are collected before a product. */
#define CAPACITY ((size_t)256)

INLINE size_t paddedColumns(size_t outputs) { return whole(outputs, LANES); }

/** The left side, the inputs `s` of the product that the weights served. */
INLINE float *takeLeft(Scratch *own, size_t inputs) { return take(own, packedRows(inputs) * CAPACITY); }
/** The right side, the gradients `dz` of its outputs. */
INLINE float *takeRight(Scratch *own, size_t outputs) { return take(own, paddedColumns(outputs) * CAPACITY); }
/** The sum [inputs, outputs], in whole tiles. */
INLINE float *takeSum(Scratch *sums, size_t inputs, size_t outputs) {
  return take(sums, packedRows(inputs) * paddedColumns(outputs));
}

/** True when a strip's examples may no longer fit. */
INLINE bool isFull(size_t depth) { return depth + LANES > CAPACITY; }

/** As `memcpy`, whose call alone would take longer than a short row. */
INLINE void copyFloats(const float *from, size_t count, float *to) {
  size_t i = 0;
  for (; i + WIDTH <= count; i += WIDTH) store(to + i, load(from + i));
  for (; i < count; i++) to[i] = from[i];
}

/**
 * Puts [x; 1; h] of `lanes` examples at `depth` of the left side, the 1 only when `one` is 1. `xStep` and `hStep` are the
 * floats between examples; `example` is scratch for one example's numbers, in whole panels.
 */
INLINE void collectLeft(
    const float *x, size_t xStep, size_t features, size_t one, const float *h, size_t hStep, size_t units,
    size_t lanes, size_t depth, float *example, float *left) {
  const size_t inputs = features + one + units;
  example[features] = 1;
  for (size_t row = inputs; row < packedRows(inputs); row++) example[row] = 0;
  for (size_t lane = 0; lane < lanes; lane++) {
    copyFloats(x + lane * xStep, features, example);
    copyFloats(h + lane * hStep, units, example + features + one);
    float *panel = left + TILE_ROWS * (depth + lane);
    for (size_t row = 0; row < inputs; row += TILE_ROWS, panel += TILE_ROWS * CAPACITY)
      memcpy(panel, example + row, TILE_ROWS * sizeof(float));
  }
}

/**
 * Puts the examples of a strip at `depth` of the right side; what is there of absent ones is written over, or not read.
 * Up to SPARE_ROWS rows behind the strip's last come along, into columns of the sum that nobody reads.
 */
INLINE void collectRight(const float *strip, size_t outputs, size_t depth, float *right) {
  for (size_t column = 0; column < outputs; column += LANES, strip += LANES * LANES) {
    float *to = right + column * CAPACITY + depth * LANES;
    for (size_t i = 0; i < LANES; i += 4)
      for (size_t lane = 0; lane < LANES; lane += 4) transpose4(strip + i * LANES + lane, LANES, to + lane * LANES + i, LANES);
  }
}

/** sum += leftᵀ·right over the `depth` examples collected. */
INLINE void addProduct(const float *left, size_t inputs, const float *right, size_t outputs, size_t depth, float *sum) {
  const size_t columns = paddedColumns(outputs);
  for (size_t column = 0; column < columns; column += LANES)
    multiply(left, inputs, CAPACITY, depth, right + column * CAPACITY, sum + column, columns, true);
}

/** Copies `rows` rows of the sum, from `first` on, to `to`, where rows are `width` numbers apart. */
INLINE void copyColumns(const float *sum, size_t first, size_t rows, size_t outputs, float *to, size_t width) {
  const size_t columns = paddedColumns(outputs);
  for (size_t row = 0; row < rows; row++) memcpy(to + row * width, sum + (first + row) * columns, outputs * sizeof(float));
}
