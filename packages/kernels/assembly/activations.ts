import { madd, oneMinus } from './vector';

const P1: f32 = 0.13381047153605932;
const P2: f32 = 0.003495613059705268;
const P3: f32 = 0.000020609475942553095;
const P4: f32 = 1.3355174732264986e-8;
const Q1: f32 = 0.46714362487422184;
const Q2: f32 = 0.025877077741614806;
const Q3: f32 = 0.0003285674803096607;
const Q4: f32 = 7.776775093277137e-7;

/**
 * tanh x ≈ x·P(x²)/Q(x²), both of degree 4, the minimax fit of the relative error on |x| ≤ 9, 2·10⁻⁸. All
 * coefficients are positive, so no term cancels another and float32 rounding adds a few units in the last
 * place: the absolute error stays below 5·10⁻⁷ (tests walk through float32). The argument is clamped at 9.2,
 * where the fit has just passed 1, and the result at 1: tanh ±∞ is ±1 to the bit, and 1 − tanh² is never
 * negative. `pmin` and `pmax` return their first operand when the comparison fails, so NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(9.2)), f32x4.splat(-9.2));
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(P4);
  p = madd(p, s, f32x4.splat(P3));
  p = madd(p, s, f32x4.splat(P2));
  p = madd(p, s, f32x4.splat(P1));
  p = madd(p, s, f32x4.splat(1));
  let q = f32x4.splat(Q4);
  q = madd(q, s, f32x4.splat(Q3));
  q = madd(q, s, f32x4.splat(Q2));
  q = madd(q, s, f32x4.splat(Q1));
  q = madd(q, s, f32x4.splat(1));
  const y = f32x4.div(f32x4.mul(x, p), q);
  return f32x4.pmax(f32x4.pmin(y, f32x4.splat(1)), f32x4.splat(-1));
}

/** σ(x) = ½ + ½·tanh(x/2), with half of tanh's error. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return madd(tanh(f32x4.mul(x, half)), half, half);
}

// The numbers by which src/activation-codes.ts asks for an activation.
const TANH: i32 = 0;
const RELU: i32 = 1;
const SIGMOID: i32 = 2;
const STEP: i32 = 3;
const RELU6: i32 = 4;

/** φ(a); a code that stands for nothing is the identity. */
// @ts-ignore: decorator
@inline
export function activate(a: v128, code: i32): v128 {
  const zero = f32x4.splat(0);
  if (code == TANH) return tanh(a);
  if (code == RELU) return f32x4.pmax(a, zero);
  if (code == SIGMOID) return sigmoid(a);
  if (code == RELU6) return f32x4.pmin(f32x4.pmax(a, zero), f32x4.splat(6));
  if (code == STEP) return step(a);
  return a;
}

/** 1 above zero, else 0; NaN stays. */
// @ts-ignore: decorator
@inline
function step(a: v128): v128 {
  const one = v128.and(f32x4.gt(a, f32x4.splat(0)), f32x4.splat(1));
  return v128.bitselect(one, a, f32x4.eq(a, a));
}

export function activateOne(a: f32, code: i32): f32 {
  return f32x4.extract_lane(activate(f32x4.splat(a), code), 0);
}

/** φ'(a)·d as a function of y = φ(a). */
// @ts-ignore: decorator
@inline
export function pullBack(y: v128, d: v128, code: i32): v128 {
  if (code == TANH) return f32x4.mul(d, oneMinus(f32x4.mul(y, y)));
  if (code == RELU) return f32x4.mul(d, step(y));
  if (code == SIGMOID) return f32x4.mul(d, f32x4.mul(y, oneMinus(y)));
  if (code == STEP) return f32x4.splat(0);
  return d;
}
