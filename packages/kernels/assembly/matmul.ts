import { activate, activateOne } from './activations';
import { packLeft, packRightPanel } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, startScratch, take } from './scratch';
import { TILE_ROWS } from './tile';
import { FLOAT, LANES, ROW } from './vector';

// out = a·b in blocks that stay in the caches (Goto and van de Geijn, "Anatomy of high-performance matrix
// multiplication", 2008): a block of b is packed for the second-level cache, blocks of a's rows are packed
// for the first, and tiles run over them.

const DEPTH_BLOCK: i32 = 256;
const COLUMN_BLOCK: i32 = 256;
const ROW_BLOCK: i32 = 64;

let leftBlock: usize = 0;
let rightBlock: usize = 0;
let edge: usize = 0; // a column panel's worth of out, where whole tiles would write past the matrix

/**
 * out[rows, columns] = φ(a·b + bias), row-major. Element (row, k) of a stands `row · aRow + k · aDepth`
 * floats from its start, element (k, column) of b `k · bDepth + column · bColumn`: either may be transposed.
 */
export function matmul(
  a: usize, aRow: i32, aDepth: i32, b: usize, bDepth: i32, bColumn: i32, bias: usize, activation: i32,
  out: usize, rows: i32, depth: i32, columns: i32, scratch: usize,
): usize {
  startScratch(scratch);
  leftBlock = take(ROW_BLOCK * DEPTH_BLOCK);
  rightBlock = take(COLUMN_BLOCK * DEPTH_BLOCK);
  edge = take(ROW_BLOCK * LANES);
  if (!scratch) return scratchBytes();
  for (let column = 0; column < columns; column += COLUMN_BLOCK) {
    const width = min(COLUMN_BLOCK, columns - column);
    for (let k = 0; k < depth; k += DEPTH_BLOCK) {
      const deep = min(DEPTH_BLOCK, depth - k);
      for (let j = 0; j < width; j += LANES) {
        const panel = b + FLOAT * (k * bDepth + (column + j) * bColumn);
        packRightPanel(panel, bDepth, bColumn, deep, min(LANES, width - j), rightBlock + FLOAT * j * deep);
      }
      for (let row = 0; row < rows; row += ROW_BLOCK) {
        const height = min(ROW_BLOCK, rows - row);
        packLeft(a + FLOAT * (row * aRow + k * aDepth), aRow, aDepth, height, deep, leftBlock);
        for (let j = 0; j < width; j += LANES) {
          const target = out + FLOAT * (row * columns + column + j);
          const right = rightBlock + FLOAT * j * deep;
          multiplyWithin(height, deep, right, target, columns, min(LANES, width - j), k > 0);
        }
      }
    }
  }
  if (bias != 0 || activation >= 0) finish(out, rows, columns, bias, activation);
  return 0;
}

/** `multiply` that writes no row from `height` on and no column from `width` on. */
function multiplyWithin(
  height: i32, depth: i32, right: usize, out: usize, columns: i32, width: i32, accumulate: bool,
): void {
  const whole = width == LANES ? height & ~(TILE_ROWS - 1) : 0;
  multiply(leftBlock, whole, depth, depth, right, out, FLOAT * columns, accumulate);
  if (whole == height) return;
  multiply(leftBlock + FLOAT * whole * depth, packedRows(height - whole), depth, depth, right, edge, ROW, false);
  for (let row = whole; row < height; row++) {
    for (let j = 0; j < width; j++) {
      const target = out + FLOAT * (row * columns + j);
      const value = load<f32>(edge + ROW * (row - whole) + FLOAT * j);
      store<f32>(target, accumulate ? load<f32>(target) + value : value);
    }
  }
}

/** out = φ(out + bias); a bias of address 0 is none, a negative activation is the identity. */
function finish(out: usize, rows: i32, columns: i32, bias: usize, activation: i32): void {
  for (let row = 0; row < rows; row++) {
    const start = out + FLOAT * row * columns;
    let j = 0;
    for (; j + 4 <= columns; j += 4) {
      let value = v128.load(start + FLOAT * j);
      if (bias) value = f32x4.add(value, v128.load(bias + FLOAT * j));
      v128.store(start + FLOAT * j, activate(value, activation));
    }
    for (; j < columns; j++) {
      let value = load<f32>(start + FLOAT * j);
      if (bias) value += load<f32>(bias + FLOAT * j);
      store<f32>(start + FLOAT * j, activateOne(value, activation));
    }
  }
}
