import { FLOAT, LANES, ROW, transpose4 } from './vector';

// A strip holds eight examples side by side: row u is quantity u of each of them, 32 bytes. A recurrence
// works on strips because the state of one step is then, as it lies, the right side of the next product.

/** Fills the first `count` rows of `strip` from `lanes` examples `step` bytes apart; absent ones are zero. */
export function gather(examples: usize, step: usize, lanes: i32, count: i32, strip: usize): void {
  if (lanes == LANES && count >= 4) {
    for (let next = 0; next < count; next += 4) {
      const u = min(next, count - 4); // the last four may overlap the four before
      transpose4(examples + FLOAT * u, step, strip + ROW * u, ROW);
      transpose4(examples + FLOAT * u + 4 * step, step, strip + ROW * u + 16, ROW);
    }
    return;
  }
  for (let u = 0; u < count; u++) {
    for (let lane = 0; lane < LANES; lane++) {
      const value: f32 = lane < lanes ? load<f32>(examples + lane * step + FLOAT * u) : 0;
      store<f32>(strip + ROW * u + FLOAT * lane, value);
    }
  }
}

/** The inverse of `gather`: writes `count` rows of `strip` out to `lanes` examples. */
export function scatter(strip: usize, examples: usize, step: usize, lanes: i32, count: i32): void {
  if (lanes == LANES && count >= 4) {
    for (let next = 0; next < count; next += 4) {
      const u = min(next, count - 4);
      transpose4(strip + ROW * u, ROW, examples + FLOAT * u, step);
      transpose4(strip + ROW * u + 16, ROW, examples + FLOAT * u + 4 * step, step);
    }
    return;
  }
  for (let u = 0; u < count; u++) {
    for (let lane = 0; lane < lanes; lane++) {
      store<f32>(examples + lane * step + FLOAT * u, load<f32>(strip + ROW * u + FLOAT * lane));
    }
  }
}

/** strip += other, `count` rows. */
export function addStrip(strip: usize, other: usize, count: i32): void {
  const end = strip + ROW * count;
  for (; strip < end; strip += 16, other += 16) {
    v128.store(strip, f32x4.add(v128.load(strip), v128.load(other)));
  }
}

/** Sets `count` rows to `value`. */
export function fillStrip(strip: usize, count: i32, value: f32): void {
  const end = strip + ROW * count;
  for (; strip < end; strip += 16) v128.store(strip, f32x4.splat(value));
}

/** One row whose lanes are all ones where `mask` (or, at 0, every example) lets a step through. */
export function gatherMask(mask: usize, step: usize, lanes: i32, row: usize): void {
  for (let lane = 0; lane < LANES; lane++) {
    const open = mask == 0 || (lane < lanes && load<f32>(mask + lane * step) != 0);
    store<i32>(row + FLOAT * lane, open ? -1 : 0);
  }
}
