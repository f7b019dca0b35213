#pragma once
#include "vector.h"

/**
 * The register tile: out[TILE_ROWS × LANES] (+)= a·b over `depth` ≥ 1 steps. Panel `a` holds TILE_ROWS numbers a step,
 * panel `b` LANES; rows of `out` lie `stride` floats apart. TILE_ROWS is as many rows as the registers hold beside a
 * row of b. What was there is added last, so that long sums are summed in blocks.
 */
INLINE void tile(size_t depth, const float *a, const float *b, float *out, size_t stride, bool accumulate) {
  V c[TILE_ROWS][VECTORS];
  UNROLL for (int r = 0; r < TILE_ROWS; r++) UNROLL for (int v = 0; v < VECTORS; v++) c[r][v] = splat(0);
  for (; depth > 0; depth--, a += TILE_ROWS, b += LANES) {
    V right[VECTORS];
    UNROLL for (int v = 0; v < VECTORS; v++) right[v] = load(b + v * WIDTH);
    UNROLL for (int r = 0; r < TILE_ROWS; r++) {
      const V left = splat(a[r]);
      UNROLL for (int v = 0; v < VECTORS; v++) c[r][v] = madd(left, right[v], c[r][v]);
    }
  }
  UNROLL for (int r = 0; r < TILE_ROWS; r++) UNROLL for (int v = 0; v < VECTORS; v++) {
    float *at = out + r * stride + v * WIDTH;
    if (accumulate) c[r][v] += load(at);
    store(at, c[r][v]);
  }
}
