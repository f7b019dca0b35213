import { FLOAT, ROW, madd } from './vector';

/** Rows of a tile, and of a packed panel of left-hand rows. */
export const TILE_ROWS: i32 = 4;

/**
 * The register tile: out[4 × 8] (+)= a·b over `depth` ≥ 1 steps. Panel `a` holds four numbers a step, panel
 * `b` eight; rows of `out` lie `stride` bytes apart. Eight accumulators, two vectors of b, a broadcast and a
 * product fit the sixteen SSE registers in every V8 since Node 20; a fifth and sixth row are faster where
 * they do not spill, and half as fast where they do. What was there is added last, so that long sums are summed
 * in blocks.
 */
// @ts-ignore: decorator
@inline
function tileOf(depth: i32, a: usize, b: usize, out: usize, stride: usize, accumulate: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    a += TILE_ROWS * FLOAT;
    b += ROW;
  } while (--depth > 0);
  if (accumulate) {
    let row = out;
    c00 = f32x4.add(v128.load(row), c00);
    c01 = f32x4.add(v128.load(row, 16), c01);
    row += stride;
    c10 = f32x4.add(v128.load(row), c10);
    c11 = f32x4.add(v128.load(row, 16), c11);
    row += stride;
    c20 = f32x4.add(v128.load(row), c20);
    c21 = f32x4.add(v128.load(row, 16), c21);
    row += stride;
    c30 = f32x4.add(v128.load(row), c30);
    c31 = f32x4.add(v128.load(row, 16), c31);
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += stride;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += stride;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += stride;
  v128.store(out, c30);
  v128.store(out, c31, 16);
}

export function tile(depth: i32, a: usize, b: usize, out: usize, stride: usize): void {
  tileOf(depth, a, b, out, stride, false);
}

export function tileOnto(depth: i32, a: usize, b: usize, out: usize, stride: usize): void {
  tileOf(depth, a, b, out, stride, true);
}
