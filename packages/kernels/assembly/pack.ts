import { packedRows } from './product';
import { TILE_ROWS } from './tile';
import { FLOAT } from './vector';

/**
 * Packs the left side of a product: element (row, k) stands `row · rowStep + k · depthStep` floats from `from`.
 * Rows that only fill the last panel become zero.
 */
export function packLeft(from: usize, rowStep: i32, depthStep: i32, rows: i32, depth: i32, to: usize): void {
  packLeftPart(from, rowStep, depthStep, rows, 0, depth, depth, to);
}

/** The same for depth steps `start` to `start + depth` of panels laid out for `capacity` steps. */
export function packLeftPart(
  from: usize, rowStep: i32, depthStep: i32, rows: i32, start: i32, depth: i32, capacity: i32, to: usize,
): void {
  for (let row = 0; row < packedRows(rows); row += TILE_ROWS) {
    const valid = min(TILE_ROWS, rows - row);
    const source = from + FLOAT * row * rowStep;
    let panel = to + FLOAT * (row * capacity + start * TILE_ROWS);
    for (let k = 0; k < depth; k++) {
      let element = source + FLOAT * k * depthStep;
      for (let r = 0; r < TILE_ROWS; r++) {
        store<f32>(panel + FLOAT * r, r < valid ? load<f32>(element) : 0);
        element += FLOAT * rowStep;
      }
      panel += FLOAT * TILE_ROWS;
    }
  }
}
