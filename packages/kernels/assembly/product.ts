import { FLOAT } from './vector';
import { TILE_ROWS, tile, tileOnto } from './tile';

/** How many rows `rows` rows occupy once packed in panels of four. */
// @ts-ignore: decorator
@inline
export function packedRows(rows: i32): i32 {
  return (rows + 3) & ~3;
}

/**
 * out[rows × 8] (+)= a[rows × depth] · b[depth × 8]. `a` is packed in panels laid out for `capacity` depth
 * steps, of which the first `depth` are used; `rows` are packed rows; rows of `out` lie `stride` bytes apart.
 */
export function multiply(
  a: usize, rows: i32, capacity: i32, depth: i32, b: usize, out: usize, stride: usize, accumulate: bool,
): void {
  for (let row = 0; row < rows; row += TILE_ROWS) {
    if (accumulate) tileOnto(depth, a, b, out, stride);
    else tile(depth, a, b, out, stride);
    a += TILE_ROWS * FLOAT * capacity;
    out += TILE_ROWS * stride;
  }
}
