#pragma once
#include "tile.h"

/** How many rows `rows` rows occupy once packed in panels. */
INLINE size_t packedRows(size_t rows) { return whole(rows, TILE_ROWS); }

/**
 * out[rows × LANES] (+)= a[rows × depth]·b[depth × LANES]. `a` is packed in panels laid out for `capacity` depth steps,
 * of which the first `depth` are used; `rows` are packed rows; rows of `out` lie `stride` floats apart.
 */
__attribute__((noinline, unused)) static void multiply(
    const float *a, size_t rows, size_t capacity, size_t depth, const float *b, float *out, size_t stride, bool accumulate) {
  for (size_t row = 0; row < rows; row += TILE_ROWS, a += TILE_ROWS * capacity, out += TILE_ROWS * stride)
    tile(depth, a, b, out, stride, accumulate);
}
