import { exponential, logarithm, logarithmOfOnePlus } from './activations';
import { FLOAT, isWhole, read, write } from './vector';

// A mean loss and its gradient in two passes over the logits at most. Numbers go in fours, the last ones of a row alone (see
// vector.ts); losses are added up in float64.

// @ts-ignore: decorator
@inline
function weightOf(weights: usize, row: i32): f32 {
  return weights ? load<f32>(weights + FLOAT * row) : 1;
}

/** How many rows count, of none 1: a mean of nothing is 0. */
function countRows(weights: usize, rows: i32): i32 {
  if (!weights) return rows;
  let count = 0;
  for (let row = 0; row < rows; row++) if (weightOf(weights, row) != 0) count++;
  return max(count, 1);
}

// @ts-ignore: decorator
@inline
function sumOf(a: v128, whole: bool): f64 {
  const first: f64 = f32x4.extract_lane(a, 0);
  if (!whole) return first;
  return first + f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3);
}

/** −ln softmax(z)_y, with ∂/∂z = softmax(z) − 1_y. */
export function softmaxCrossEntropy(
  logits: usize, targets: usize, weights: usize, loss: usize, accuracy: usize, dLogits: usize, rows: i32, columns: i32,
): void {
  const count = <f32>countRows(weights, rows);
  let total: f64 = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const z = logits + FLOAT * row * columns;
    const dz = dLogits + FLOAT * row * columns;
    const y = load<f32>(targets + FLOAT * row);
    const weight = weightOf(weights, row);
    let most = load<f32>(z);
    let first: i32 = 0; // of the largest
    for (let k = 1; k < columns; k++) {
      const other = load<f32>(z + FLOAT * k);
      if (other > most) first = k;
      most = max(most, other);
    }
    let sum: f64 = 0;
    let whole = true;
    for (let at: usize = 0; at < FLOAT * columns; at += whole ? 16 : FLOAT) {
      whole = isWhole(at, columns);
      const power = exponential(f32x4.sub(read(z + at, whole), f32x4.splat(most)));
      sum += sumOf(power, whole);
      write(dz + at, power, whole);
    }
    const all = f32x4.splat(<f32>sum);
    const scale = f32x4.splat(weight / count);
    for (let at: usize = 0; at < FLOAT * columns; at += whole ? 16 : FLOAT) {
      whole = isWhole(at, columns);
      write(dz + at, f32x4.mul(f32x4.div(read(dz + at, whole), all), scale), whole);
    }
    if (y >= 0 && y < <f32>columns) {
      const at = FLOAT * <i32>y;
      if (first == <i32>y && weight != 0) right++;
      const isAnswer: f32 = load<f32>(z + at) - most;
      total += weight * (f32x4.extract_lane(logarithm(all), 0) - isAnswer);
      const power = f32x4.extract_lane(exponential(f32x4.splat(isAnswer)), 0);
      store<f32>(dz + at, (power / <f32>sum - 1) * (weight / count));
    } else {
      total = NaN;
    }
  }
  store<f32>(loss, <f32>(total / count));
  store<f32>(accuracy, <f32>right / count);
}

/** The weights of the four numbers from `at` on, or of the one. */
// @ts-ignore: decorator
@inline
function weightsAt(weights: usize, at: usize, columns: i32, whole: bool): v128 {
  if (!weights) return f32x4.splat(1);
  if (columns == 1) return read(weights + at, whole);
  const first = <i32>(at / FLOAT);
  let all = f32x4.splat(weightOf(weights, first / columns));
  if (!whole) return all;
  all = f32x4.replace_lane(all, 1, weightOf(weights, (first + 1) / columns));
  all = f32x4.replace_lane(all, 2, weightOf(weights, (first + 2) / columns));
  return f32x4.replace_lane(all, 3, weightOf(weights, (first + 3) / columns));
}

/** The share of rows that count and whose digits are all right. */
function accuracyOfDigits(logits: usize, targets: usize, weights: usize, rows: i32, columns: i32): f32 {
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let isRight = weightOf(weights, row) != 0;
    for (let at: usize = FLOAT * row * columns; at < FLOAT * (row + 1) * columns; at += FLOAT) {
      const digit: f32 = load<f32>(logits + at) > 0 ? 1 : 0;
      isRight = isRight && digit == load<f32>(targets + at);
    }
    right += <i32>isRight;
  }
  return <f32>right / <f32>countRows(weights, rows);
}

/** max(z, 0) − z·y + ln(1 + e^−|z|), which no z overflows, with ∂/∂z = σ(z) − y. */
export function sigmoidCrossEntropy(
  logits: usize, targets: usize, weights: usize, loss: usize, accuracy: usize, dLogits: usize, rows: i32, columns: i32,
): void {
  const count = <f32>countRows(weights, rows) * <f32>columns;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  let total: f64 = 0;
  let whole = true;
  for (let at: usize = 0; at < FLOAT * rows * columns; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, rows * columns);
    const z = read(logits + at, whole);
    const y = read(targets + at, whole);
    const weight = weightsAt(weights, at, columns, whole);
    const e = exponential(f32x4.neg(f32x4.abs(z)));
    const linear = f32x4.sub(f32x4.max(z, zero), f32x4.mul(z, y));
    total += sumOf(f32x4.mul(f32x4.add(linear, logarithmOfOnePlus(e)), weight), whole);
    const probability = f32x4.div(v128.bitselect(e, one, f32x4.lt(z, zero)), f32x4.add(one, e));
    const scale = f32x4.div(weight, f32x4.splat(count));
    write(dLogits + at, f32x4.mul(f32x4.sub(probability, y), scale), whole);
  }
  store<f32>(loss, <f32>(total / count));
  store<f32>(accuracy, accuracyOfDigits(logits, targets, weights, rows, columns));
}

/** (z − y)², with ∂/∂z = 2 (z − y). */
export function squaredError(
  logits: usize, targets: usize, weights: usize, loss: usize, accuracy: usize, dLogits: usize, rows: i32, columns: i32,
): void {
  const count = <f32>countRows(weights, rows) * <f32>columns;
  let total: f64 = 0;
  let whole = true;
  for (let at: usize = 0; at < FLOAT * rows * columns; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, rows * columns);
    const error = f32x4.sub(read(logits + at, whole), read(targets + at, whole));
    const weight = weightsAt(weights, at, columns, whole);
    total += sumOf(f32x4.mul(f32x4.mul(error, error), weight), whole);
    const scale = f32x4.div(weight, f32x4.splat(count));
    write(dLogits + at, f32x4.mul(f32x4.add(error, error), scale), whole);
  }
  store<f32>(loss, <f32>(total / count));
  store<f32>(accuracy, 0);
}
