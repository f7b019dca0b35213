import { packedRows } from './product';
import { TILE_ROWS } from './tile';
import { FLOAT, LANES, ROW, transpose4 } from './vector';

// Panels put what a tile reads next to each other: of the left side four rows, of the right side eight
// columns, one depth step after the other. One of the steps of a row-major matrix is always a single float.

/**
 * Packs the left side of a product: element (row, k) stands `row · rowStep + k · depthStep` floats from
 * `from`. Rows that only fill the last panel become zero.
 */
export function packLeft(from: usize, rowStep: i32, depthStep: i32, rows: i32, depth: i32, to: usize): void {
  packLeftPart(from, rowStep, depthStep, rows, 0, depth, depth, to);
}

/** The same for depth steps `start` to `start + depth` of panels laid out for `capacity` steps. */
export function packLeftPart(
  from: usize, rowStep: i32, depthStep: i32, rows: i32, start: i32, depth: i32, capacity: i32, to: usize,
): void {
  for (let row = 0; row < packedRows(rows); row += TILE_ROWS) {
    const source = from + FLOAT * row * rowStep;
    const panel = to + FLOAT * (row * capacity + start * TILE_ROWS);
    const valid = min(TILE_ROWS, rows - row);
    let k = 0;
    if (valid == TILE_ROWS && rowStep == 1) {
      for (; k < depth; k++) v128.store(panel + 16 * k, v128.load(source + FLOAT * k * depthStep));
    } else if (valid == TILE_ROWS && depthStep == 1) {
      for (; k + 4 <= depth; k += 4) transpose4(source + FLOAT * k, FLOAT * rowStep, panel + 16 * k, 16);
    }
    packElements(source, rowStep, depthStep, valid, TILE_ROWS, k, depth, panel);
  }
}

/** Packs a right panel: element (k, column) stands `k · depthStep + column · columnStep` floats away. */
export function packRightPanel(
  from: usize, depthStep: i32, columnStep: i32, depth: i32, columns: i32, panel: usize,
): void {
  let k = 0;
  if (columns == LANES && columnStep == 1) {
    for (; k < depth; k++) {
      const source = from + FLOAT * k * depthStep;
      v128.store(panel + ROW * k, v128.load(source));
      v128.store(panel + ROW * k, v128.load(source, 16), 16);
    }
  } else if (columns == LANES && depthStep == 1) {
    const step = FLOAT * columnStep;
    for (; k + 4 <= depth; k += 4) {
      transpose4(from + FLOAT * k, step, panel + ROW * k, ROW);
      transpose4(from + FLOAT * k + 4 * step, step, panel + ROW * k + 16, ROW);
    }
  }
  packElements(from, columnStep, depthStep, columns, LANES, k, depth, panel);
}

/** The depth steps from `k` on, number by number; `valid` of the panel's `width` exist, others are zero. */
function packElements(
  from: usize, step: i32, depthStep: i32, valid: i32, width: i32, k: i32, depth: i32, panel: usize,
): void {
  for (; k < depth; k++) {
    const source = from + FLOAT * k * depthStep;
    const target = panel + FLOAT * k * width;
    for (let i = 0; i < width; i++) {
      store<f32>(target + FLOAT * i, i < valid ? load<f32>(source + FLOAT * i * step) : 0);
    }
  }
}
