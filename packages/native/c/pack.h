// Panels put what a tile reads next to each other: of the left side TILE_ROWS rows, of the right side LANES columns,
// one depth step after the other. One of the steps of a row-major matrix is always a single float.
#pragma once
#include "product.h"

/** The depth steps from `k` on, number by number; `valid` of the panel's `width` exist, others are zero. */
INLINE void packElements(
    const float *from, size_t step, size_t depthStep, size_t valid, size_t width, size_t k, size_t depth, float *panel) {
  for (; k < depth; k++)
    for (size_t i = 0; i < width; i++) panel[k * width + i] = i < valid ? from[k * depthStep + i * step] : 0;
}

/** `valid` of a panel's `width` rows or columns, a multiple of four or with a rest, and all depth steps. */
INLINE void packPanel(
    const float *from, size_t step, size_t depthStep, size_t valid, size_t width, size_t depth, float *panel) {
  size_t k = 0;
  if (valid == width && step == 1) {
    for (; k < depth; k++) memcpy(panel + k * width, from + k * depthStep, width * sizeof(float));
  } else if (valid == width && depthStep == 1) {
    for (; k + 4 <= depth; k += 4) {
      size_t i = 0;
      for (; i + 4 <= width; i += 4) transpose4(from + i * step + k, step, panel + k * width + i, width);
      for (; i < width; i++)
        for (size_t j = k; j < k + 4; j++) panel[j * width + i] = from[i * step + j];
    }
  }
  packElements(from, step, depthStep, valid, width, k, depth, panel);
}

/**
 * Packs depth steps `start` to `start + depth` of the left side of a product, in panels laid out for `capacity` steps:
 * element (row, k) stands `row · rowStep + k · depthStep` floats from `from`. Rows that only fill the last panel become
 * zero.
 */
static inline void packLeftPart(
    const float *from, size_t rowStep, size_t depthStep, size_t rows, size_t start, size_t depth, size_t capacity, float *to) {
  for (size_t row = 0; row < rows; row += TILE_ROWS) {
    float *panel = to + row * capacity + start * TILE_ROWS;
    packPanel(from + row * rowStep, rowStep, depthStep, smaller(TILE_ROWS, rows - row), TILE_ROWS, depth, panel);
  }
}

INLINE void packLeft(const float *from, size_t rowStep, size_t depthStep, size_t rows, size_t depth, float *to) {
  packLeftPart(from, rowStep, depthStep, rows, 0, depth, depth, to);
}

/** Packs a right panel: element (k, column) stands `k · depthStep + column · columnStep` floats away. */
INLINE void packRightPanel(
    const float *from, size_t depthStep, size_t columnStep, size_t depth, size_t columns, float *panel) {
  packPanel(from, columnStep, depthStep, columns, LANES, depth, panel);
}
