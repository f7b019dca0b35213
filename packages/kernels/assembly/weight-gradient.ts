import { multiply, packedRows } from './product';
import { nextArea, scratchBytes, startScratch, take } from './scratch';
import { addFloats, groupSums, isShared, part } from './share';
import { TILE_ROWS } from './tile';
import { FLOAT, LANES, ROW, transpose4 } from './vector';

// A weight gradient is one product over all examples and steps, Σ sᵀ·dz. Its two sides are collected until
// they fill the cache and then multiplied, so that memory does not grow with the number of steps. Strips are in
// groups, by the sizes alone, whose gradients are summed apart and then in order: the same numbers come out
// whichever instances share them.

/** Rows that must stand behind a strip which is collected. */
export const SPARE_ROWS: i32 = 7;

/** Examples × steps that are collected before a product. */
const CAPACITY: i32 = 256;

/** Floats of the left side, the inputs `s` of the product that `weights` served. */
export function takeLeft(inputs: i32): usize {
  return take(packedRows(inputs) * CAPACITY);
}

/** Floats of the right side, the gradients `dz` of its outputs. */
export function takeRight(outputs: i32): usize {
  return take(paddedColumns(outputs) * CAPACITY);
}

/** Groups of strips: as many instances as these can share a backward pass. */
const MOST_GROUPS: i32 = 16;
/** What their sums may take together. */
const MOST_SUM_BYTES: usize = 1 << 27;

let ownEnd: usize = 0; // where the scratch memory of this instance ends, but for sums
let sums: usize = 0; // of all groups, and what they take
let sumBytes: usize = 0;
let strips: i32 = 0;
export let groups: i32 = 0;
let toGroup: usize = 0; // from the sums of all groups to those of the group at hand

/** Behind all other areas: what follows are sums, which instances that share a call have in one place. */
export function startSums(): void {
  ownEnd = nextArea();
  if (isShared) startScratch(groupSums);
  sums = nextArea();
}

/** A sum [inputs, outputs], in whole tiles. */
export function takeSum(inputs: i32, outputs: i32): usize {
  return take(packedRows(inputs) * paddedColumns(outputs));
}

/** After the last sum, for so many examples; returns the bytes of scratch memory that this instance needs. */
export function endSums(batch: i32): usize {
  sumBytes = nextArea() - sums;
  strips = (batch + LANES - 1) / LANES;
  groups = min(min(strips, MOST_GROUPS), max(1, <i32>(MOST_SUM_BYTES / sumBytes)));
  if (isShared) return ownEnd + 64;
  take(<i32>(sumBytes / FLOAT)); // of one group after the other
  return scratchBytes();
}

/** The bytes of the groups' sums in the call whose scratch memory was asked for last, if instances share it. */
export function sharedBytes(): usize {
  return sumBytes * groups + 64;
}

/** The strips of the group at hand, from the first to before the last. */
export let groupStart: i32 = 0;
export let groupEnd: i32 = 0;

export function startGroup(steps: i32): void {
  groupStart = <i32>((<i64>strips * part) / groups);
  groupEnd = <i32>((<i64>strips * (part + 1)) / groups);
  // A single product can go straight to the sum of all: what is there is added last.
  const isOneProduct = LANES * (groupEnd - groupStart) * steps <= CAPACITY;
  toGroup = isShared ? sumBytes * part : isOneProduct ? 0 : sumBytes;
  if (!isShared && part == 0) memory.fill(sums, 0, sumBytes);
  if (isShared || toGroup) memory.fill(sums + toGroup, 0, sumBytes);
}

export function endGroup(): void {
  if (!isShared && toGroup) addFloats(sums, sums + toGroup, sumBytes);
}

/** The bytes of one group's sums. */
export function bytesOfSums(): usize {
  return sumBytes;
}

/** True when the strip's eight examples may no longer fit. */
export function isFull(depth: i32): bool {
  return depth + LANES > CAPACITY;
}

/**
 * Puts [x; 1; h] of `lanes` examples at `depth` of the left side, the 1 only when `one` is 1. `xStep` and
 * `hStep` are the bytes between examples; `example` is scratch for one example's numbers.
 */
export function collectLeft(
  x: usize, xStep: usize, inputSize: i32, one: i32, h: usize, hStep: usize, hiddenSize: i32,
  lanes: i32, depth: i32, example: usize, left: usize,
): void {
  store<f32>(example + FLOAT * inputSize, 1);
  for (let lane = 0; lane < lanes; lane++) {
    copyFloats(x + lane * xStep, inputSize, example);
    copyFloats(h + lane * hStep, hiddenSize, example + FLOAT * (inputSize + one));
    collectExample(example, inputSize + one + hiddenSize, depth + lane, left);
  }
}

/** As `memory.copy`, whose call alone would take longer than a short row. */
// @ts-ignore: decorator
@inline
function copyFloats(from: usize, count: i32, to: usize): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + FLOAT * i, v128.load(from + FLOAT * i));
  for (; i < count; i++) store<f32>(to + FLOAT * i, load<f32>(from + FLOAT * i));
}

function collectExample(example: usize, inputs: i32, depth: i32, left: usize): void {
  let row = 0;
  let panel = left + FLOAT * TILE_ROWS * depth;
  for (; row + TILE_ROWS <= inputs; row += TILE_ROWS) {
    v128.store(panel, v128.load(example + FLOAT * row));
    panel += FLOAT * TILE_ROWS * CAPACITY;
  }
  for (let r = 0; row < packedRows(inputs); r++, row++) {
    store<f32>(panel + FLOAT * r, row < inputs ? load<f32>(example + FLOAT * row) : 0);
  }
}

/**
 * Puts the first `lanes` examples of a strip at `depth` of the right side. Up to SPARE_ROWS rows behind the
 * strip's last come along, into columns of the sum that nobody reads.
 */
export function collectRight(strip: usize, outputs: i32, lanes: i32, depth: i32, right: usize): void {
  let column = 0;
  for (; column < outputs && lanes == LANES; column += 8) {
    const from = strip + ROW * column;
    const to = right + ROW * ((column >> 3) * CAPACITY + depth);
    transpose4(from, ROW, to, ROW);
    transpose4(from + 16, ROW, to + 4 * ROW, ROW);
    transpose4(from + 4 * ROW, ROW, to + 16, ROW);
    transpose4(from + 4 * ROW + 16, ROW, to + 4 * ROW + 16, ROW);
  }
  for (; column < paddedColumns(outputs); column++) {
    const to = right + ROW * ((column >> 3) * CAPACITY + depth) + FLOAT * (column & 7);
    for (let lane = 0; lane < lanes; lane++) {
      store<f32>(to + ROW * lane, column < outputs ? load<f32>(strip + ROW * column + FLOAT * lane) : 0);
    }
  }
}

/** Adds leftᵀ·right over the `depth` examples collected to the group's part of `sum`. */
export function addProduct(left: usize, inputs: i32, right: usize, outputs: i32, depth: i32, sum: usize): void {
  if (depth == 0) return;
  const rows = packedRows(inputs);
  const columns = paddedColumns(outputs);
  for (let column = 0; column < columns; column += 8) {
    const panel = right + FLOAT * (column * CAPACITY);
    multiply(left, rows, CAPACITY, depth, panel, sum + toGroup + FLOAT * column, FLOAT * columns, true);
  }
}

/** Copies `rows` rows of the sum, from `first` on, to `to`, where rows are `width` numbers apart. */
export function copyColumns(sum: usize, first: i32, rows: i32, outputs: i32, to: usize, width: i32): void {
  const columns = paddedColumns(outputs);
  for (let row = 0; row < rows; row++) {
    memory.copy(to + FLOAT * (row * width), sum + FLOAT * ((first + row) * columns), FLOAT * outputs);
  }
}

// @ts-ignore: decorator
@inline
function paddedColumns(outputs: i32): i32 {
  return (outputs + 7) & ~7;
}
