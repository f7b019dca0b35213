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
 * place: the error stays below six of them (tests walk through float32). The argument is clamped at 9.2,
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

/**
 * eˣ for x up to 30, beyond which σ is 1 to the bit: with n the whole number nearest to x/ln 2 and r = x − n·ln 2, 2ⁿ·(1 + r + r²·q(r)), q of degree 3
 * the minimax fit of the relative error, 1.1·10⁻⁷. It is made 2⁶⁴ times as large, by adding n + 64 to the exponent,
 * and then multiplied by 2⁻⁶⁴, so that what is too small for a normal float32 is rounded once.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(30)), f32x4.splat(-110)); // where eˣ rounds to zero
  const magic = f32x4.splat(12582976); // 1.5·2²³ + 64: the last bits of a sum with it are a whole number and 64
  const shifted = madd(x, f32x4.splat(1.44269504), magic);
  const n = f32x4.sub(shifted, magic);
  // ln 2 in two parts, of which the first times n is exact.
  const r = madd(n, f32x4.splat(-1.42860677e-6), madd(n, f32x4.splat(-0.693145752), x));
  let q = madd(f32x4.splat(0.00831250287592411), r, f32x4.splat(0.04189033433794975));
  q = madd(q, r, f32x4.splat(0.16667115688323975));
  q = madd(q, r, f32x4.splat(0.499992311000824));
  const e = f32x4.add(madd(f32x4.mul(r, r), q, r), f32x4.splat(1));
  return f32x4.mul(i32x4.add(e, i32x4.shl(shifted, 23)), f32x4.splat(5.421010862427522e-20));
}

/**
 * ln x for x from 1 to 2²⁴, as n·ln 2 + ln m with m in [√½, √2): with s = (m − 1)/(m + 1), ln m = 2 artanh s = 2s + s³·p(s²),
 * p of degree 3, the first terms of the series 2/3 + 2/5 s² + …, which leave off 10⁻⁸ of it.
 */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  const half = i32x4.splat(0x3f3504f3); // √½
  const n = i32x4.shr_s(i32x4.sub(x, half), 23);
  const m = i32x4.sub(x, i32x4.shl(n, 23));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let p = madd(f32x4.splat(0.2222222222), z, f32x4.splat(0.2857142857));
  p = madd(p, z, f32x4.splat(0.4));
  p = madd(p, z, f32x4.splat(0.6666666667));
  const low = madd(f32x4.convert_i32x4_s(n), f32x4.splat(1.42860677e-6), f32x4.mul(f32x4.mul(s, z), p));
  return madd(f32x4.convert_i32x4_s(n), f32x4.splat(0.693145752), f32x4.add(f32x4.add(s, s), low));
}

/** ln(1 + x) for x from 0 to 1: what 1 + x rounds away is put back. */
// @ts-ignore: decorator
@inline
export function logarithmOfOnePlus(x: v128): v128 {
  const sum = f32x4.add(x, f32x4.splat(1));
  const lost = f32x4.sub(x, f32x4.sub(sum, f32x4.splat(1)));
  return f32x4.add(logarithm(sum), f32x4.div(lost, sum));
}

/** σ(x) = eˣ/(1 + eˣ): its relative error stays small where a gate is nearly closed, too. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const e = exponential(x);
  return f32x4.div(e, f32x4.add(e, f32x4.splat(1)));
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
