import { FLOAT } from './vector';

// The updates of tf.train.*, one pass over a parameter and its state instead of a dozen. They round where
// TensorFlow.js rounds (no fused multiply-add), so that results agree to the bit. A parameter's last one to three
// numbers go through the same expressions in all four lanes.

// @ts-ignore: decorator
@inline
function read(from: usize, at: usize, whole: bool): v128 {
  return whole ? v128.load(from + at) : v128.load32_splat(from + at);
}

// @ts-ignore: decorator
@inline
function write(to: usize, at: usize, value: v128, whole: bool): void {
  if (whole) v128.store(to + at, value);
  else v128.store32_lane(to + at, value, 0);
}

// @ts-ignore: decorator
@inline
function scale(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/** The bytes of `count` floats that go in fours. */
// @ts-ignore: decorator
@inline
function wholeBytes(count: i32): usize {
  return FLOAT * (count & ~3);
}

/** θ − rate·g. */
export function sgd(value: usize, gradient: usize, newValue: usize, count: i32, minusRate: f32): void {
  const whole = wholeBytes(count);
  for (let at: usize = 0; at < whole; at += 16) sgdAt(value, gradient, newValue, at, minusRate, true);
  for (let at = whole; at < FLOAT * count; at += FLOAT) sgdAt(value, gradient, newValue, at, minusRate, false);
}

// @ts-ignore: decorator
@inline
function sgdAt(value: usize, gradient: usize, newValue: usize, at: usize, minusRate: f32, whole: bool): void {
  const step = scale(read(gradient, at, whole), minusRate);
  write(newValue, at, f32x4.add(step, read(value, at, whole)), whole);
}

/** a ← μa + g; θ − rate·a, or with Nesterov's look-ahead θ − rate·(g + μa); μ stands at `factor`. */
export function momentum(
  value: usize, gradient: usize, accumulation: usize, newValue: usize, newAccumulation: usize, count: i32,
  factor: usize, minusRate: f32, nesterov: bool,
): void {
  const mu = load<f32>(factor);
  const whole = wholeBytes(count);
  for (let at: usize = 0; at < whole; at += 16)
    momentumAt(value, gradient, accumulation, newValue, newAccumulation, at, minusRate, mu, nesterov, true);
  for (let at = whole; at < FLOAT * count; at += FLOAT)
    momentumAt(value, gradient, accumulation, newValue, newAccumulation, at, minusRate, mu, nesterov, false);
}

// @ts-ignore: decorator
@inline
function momentumAt(
  value: usize, gradient: usize, accumulation: usize, newValue: usize, newAccumulation: usize, at: usize,
  minusRate: f32, mu: f32, nesterov: bool, whole: bool,
): void {
  const g = read(gradient, at, whole);
  const a = f32x4.add(scale(read(accumulation, at, whole), mu), g);
  const direction = nesterov ? f32x4.add(g, scale(a, mu)) : a;
  write(newAccumulation, at, a, whole);
  write(newValue, at, f32x4.add(scale(direction, minusRate), read(value, at, whole)), whole);
}

/** s ← ρs + (1 − ρ)g²; a ← μa + rate·g/√(s + ε); θ − a. */
export function rmsprop(
  value: usize, gradient: usize, meanSquare: usize, moment: usize,
  newValue: usize, newMeanSquare: usize, newMoment: usize, count: i32,
  rate: f32, decay: f32, rest: f32, mu: f32, epsilon: f32,
): void {
  const whole = wholeBytes(count);
  for (let at: usize = 0; at < whole; at += 16)
    rmspropAt(value, gradient, meanSquare, moment, newValue, newMeanSquare, newMoment, at, rate, decay, rest, mu, epsilon, true);
  for (let at = whole; at < FLOAT * count; at += FLOAT)
    rmspropAt(value, gradient, meanSquare, moment, newValue, newMeanSquare, newMoment, at, rate, decay, rest, mu, epsilon, false);
}

// @ts-ignore: decorator
@inline
function rmspropAt(
  value: usize, gradient: usize, meanSquare: usize, moment: usize,
  newValue: usize, newMeanSquare: usize, newMoment: usize, at: usize,
  rate: f32, decay: f32, rest: f32, mu: f32, epsilon: f32, whole: bool,
): void {
  const g = read(gradient, at, whole);
  const s = f32x4.add(scale(read(meanSquare, at, whole), decay), scale(f32x4.mul(g, g), rest));
  const step = f32x4.div(scale(g, rate), f32x4.sqrt(f32x4.add(s, f32x4.splat(epsilon))));
  const a = f32x4.add(scale(read(moment, at, whole), mu), step);
  write(newMeanSquare, at, s, whole);
  write(newMoment, at, a, whole);
  write(newValue, at, f32x4.sub(read(value, at, whole), a), whole);
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ); the
 * powers of β₁ and β₂ stand at `power1` and `power2`.
 */
export function adam(
  value: usize, gradient: usize, first: usize, second: usize, newValue: usize, newFirst: usize, newSecond: usize,
  count: i32, power1: usize, power2: usize,
  minusRate: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32,
): void {
  const correction1: f32 = 1 - load<f32>(power1);
  const correction2: f32 = 1 - load<f32>(power2);
  const whole = wholeBytes(count);
  for (let at: usize = 0; at < whole; at += 16)
    adamAt(value, gradient, first, second, newValue, newFirst, newSecond, at, correction1, correction2, minusRate, beta1, rest1, beta2, rest2, epsilon, true);
  for (let at = whole; at < FLOAT * count; at += FLOAT)
    adamAt(value, gradient, first, second, newValue, newFirst, newSecond, at, correction1, correction2, minusRate, beta1, rest1, beta2, rest2, epsilon, false);
}

// @ts-ignore: decorator
@inline
function adamAt(
  value: usize, gradient: usize, first: usize, second: usize, newValue: usize, newFirst: usize, newSecond: usize,
  at: usize, correction1: f32, correction2: f32,
  minusRate: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32, whole: bool,
): void {
  const g = read(gradient, at, whole);
  const m = f32x4.add(scale(read(first, at, whole), beta1), scale(g, rest1));
  const v = f32x4.add(scale(read(second, at, whole), beta2), scale(f32x4.mul(g, g), rest2));
  const corrected = f32x4.div(m, f32x4.splat(correction1));
  const root = f32x4.sqrt(f32x4.div(v, f32x4.splat(correction2)));
  const direction = f32x4.div(corrected, f32x4.add(root, f32x4.splat(epsilon)));
  write(newFirst, at, m, whole);
  write(newSecond, at, v, whole);
  write(newValue, at, f32x4.add(scale(direction, minusRate), read(value, at, whole)), whole);
}
