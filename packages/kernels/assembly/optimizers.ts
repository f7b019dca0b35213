import { FLOAT, isWhole, read, write } from './vector';

// The updates of tf.train.*, one pass over a parameter and its state instead of a dozen. They round where
// TensorFlow.js rounds (no fused multiply-add), so that results agree to the bit. Numbers go in fours, the last ones
// alone (see vector.ts). Gradients may be clipped by the norm of all of them together.

// @ts-ignore: decorator
@inline
function scale(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/**
 * before + Σ g², whose root, the norm so far, is written to `newNorm`: called with what it returned for one gradient after the
 * other, it leaves the norm of all.
 */
export function addSquares(gradient: usize, newNorm: usize, count: i32, before: f64): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const wholes = FLOAT * (count & ~3);
  let at: usize = 0;
  for (; at < wholes; at += 16) {
    const g = v128.load(gradient + at);
    const low = f64x2.promote_low_f32x4(g);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(g, g, 2, 3, 2, 3));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const sums = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < FLOAT * count; at += FLOAT) {
    const g: f64 = load<f32>(gradient + at);
    sum += g * g;
  }
  const total = before + sum;
  store<f32>(newNorm, <f32>sqrt(total));
  return total;
}

/** By what gradients are multiplied: limit / max(norm, limit), the norm at an address, and 1 where that is 0. */
// @ts-ignore: decorator
@inline
function clipFactor(norm: usize, limit: f64): f32 {
  return norm ? <f32>limit / max(load<f32>(norm), <f32>limit) : 1;
}

/** θ − rate·g. */
export function sgd(
  value: usize, gradient: usize, newValue: usize, count: i32, norm: usize, clipNorm: f64, learningRate: f64,
): void {
  const clip = clipFactor(norm, clipNorm);
  const minusRate = <f32>-learningRate;
  let whole = true;
  for (let at: usize = 0; at < FLOAT * count; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, count);
    const step = scale(scale(read(gradient + at, whole), clip), minusRate);
    write(newValue + at, f32x4.add(step, read(value + at, whole)), whole);
  }
}

/** a ← μa + g; θ − rate·a, or with Nesterov's look-ahead θ − rate·(g + μa); μ stands at `factor`. */
export function momentum(
  value: usize, gradient: usize, accumulation: usize, newValue: usize, newAccumulation: usize, count: i32,
  norm: usize, clipNorm: f64, factor: usize, learningRate: f64, nesterov: bool,
): void {
  const clip = clipFactor(norm, clipNorm);
  const mu = load<f32>(factor);
  const minusRate = <f32>-learningRate;
  let whole = true;
  for (let at: usize = 0; at < FLOAT * count; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, count);
    const g = scale(read(gradient + at, whole), clip);
    const a = f32x4.add(scale(read(accumulation + at, whole), mu), g);
    const direction = nesterov ? f32x4.add(g, scale(a, mu)) : a;
    write(newAccumulation + at, a, whole);
    write(newValue + at, f32x4.add(scale(direction, minusRate), read(value + at, whole)), whole);
  }
}

/** s ← ρs + (1 − ρ)g²; a ← μa + rate·g/√(s + ε); θ − a. */
export function rmsprop(
  value: usize, gradient: usize, meanSquare: usize, moment: usize,
  newValue: usize, newMeanSquare: usize, newMoment: usize, count: i32,
  norm: usize, clipNorm: f64, learningRate: f64, decay: f64, momentum: f64, epsilon: f64,
): void {
  const clip = clipFactor(norm, clipNorm);
  let whole = true;
  for (let at: usize = 0; at < FLOAT * count; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, count);
    const g = scale(read(gradient + at, whole), clip);
    const s = f32x4.add(scale(read(meanSquare + at, whole), <f32>decay), scale(f32x4.mul(g, g), <f32>(1 - decay)));
    const step = f32x4.div(scale(g, <f32>learningRate), f32x4.sqrt(f32x4.add(s, f32x4.splat(<f32>epsilon))));
    const a = f32x4.add(scale(read(moment + at, whole), <f32>momentum), step);
    write(newMeanSquare + at, s, whole);
    write(newMoment + at, a, whole);
    write(newValue + at, f32x4.sub(read(value + at, whole), a), whole);
  }
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 −
 * β₂ᵗ); the powers of β₁ and β₂ stand at `power1` and `power2`.
 */
export function adam(
  value: usize, gradient: usize, first: usize, second: usize, newValue: usize, newFirst: usize, newSecond: usize,
  count: i32, norm: usize, clipNorm: f64, power1: usize, power2: usize, learningRate: f64, beta1: f64, beta2: f64, epsilon: f64,
): void {
  const clip = clipFactor(norm, clipNorm);
  const correction1: f32 = 1 - load<f32>(power1);
  const correction2: f32 = 1 - load<f32>(power2);
  let whole = true;
  for (let at: usize = 0; at < FLOAT * count; at += whole ? 16 : FLOAT) {
    whole = isWhole(at, count);
    const g = scale(read(gradient + at, whole), clip);
    const m = f32x4.add(scale(read(first + at, whole), <f32>beta1), scale(g, <f32>(1 - beta1)));
    const v = f32x4.add(scale(read(second + at, whole), <f32>beta2), scale(f32x4.mul(g, g), <f32>(1 - beta2)));
    const corrected = f32x4.div(m, f32x4.splat(correction1));
    const root = f32x4.sqrt(f32x4.div(v, f32x4.splat(correction2)));
    const direction = f32x4.div(corrected, f32x4.add(root, f32x4.splat(<f32>epsilon)));
    write(newFirst + at, m, whole);
    write(newSecond + at, v, whole);
    write(newValue + at, f32x4.add(scale(direction, <f32>-learningRate), read(value + at, whole)), whole);
  }
}
