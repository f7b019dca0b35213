/** Bytes of a float32. */
export const FLOAT: usize = 4;
/** Examples that travel through a sequence side by side, two vectors of four. */
export const LANES: i32 = 8;
/** Bytes of one row of a strip: the same quantity of eight examples. */
export const ROW: usize = 32;

/** a·b + c; the relaxed build rounds once where the hardware has a fused multiply-add. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 1 − a. */
// @ts-ignore: decorator
@inline
export function oneMinus(a: v128): v128 {
  return f32x4.sub(f32x4.splat(1), a);
}

// Where numbers stand in no strip they go in fours, and the last one to three one by one, through the same expressions in
// all four lanes.

/** Whether four of `count` numbers stand at `at` bytes. */
// @ts-ignore: decorator
@inline
export function isWhole(at: usize, count: i32): bool {
  return at + 16 <= FLOAT * count;
}

// @ts-ignore: decorator
@inline
export function read(from: usize, whole: bool): v128 {
  return whole ? v128.load(from) : v128.load32_splat(from);
}

// @ts-ignore: decorator
@inline
export function write(to: usize, value: v128, whole: bool): void {
  if (whole) v128.store(to, value);
  else v128.store32_lane(to, value, 0);
}

/** Transposes the 4×4 block at `from` (rows `fromStride` bytes apart) into the block at `to`. */
// @ts-ignore: decorator
@inline
export function transpose4(from: usize, fromStride: usize, to: usize, toStride: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStride);
  const c = v128.load(from + 2 * fromStride);
  const d = v128.load(from + 3 * fromStride);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to + toStride, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(to + 2 * toStride, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + 3 * toStride, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
