#pragma once
#include "vector.h"

/**
 * tanh x ≈ x·P(x²)/Q(x²), both of degree 4, the minimax fit of the relative error on |x| ≤ 9, 2·10⁻⁸. All coefficients
 * are positive, so no term cancels another. The argument is clamped at 9.2, where the fit has just passed 1, and the
 * result at 1: tanh ±∞ is ±1 to the bit, and 1 − tanh² is never negative. NaN stays NaN.
 */
INLINE V tanhOf(V x) {
  x = atLeast(atMost(x, splat(9.2f)), splat(-9.2f));
  const V s = x * x, one = splat(1);
  V p = madd(splat(1.3355174732264986e-8f), s, splat(0.000020609475942553095f));
  p = madd(p, s, splat(0.003495613059705268f));
  p = madd(p, s, splat(0.13381047153605932f));
  p = madd(p, s, one);
  V q = madd(splat(7.776775093277137e-7f), s, splat(0.0003285674803096607f));
  q = madd(q, s, splat(0.025877077741614806f));
  q = madd(q, s, splat(0.46714362487422184f));
  q = madd(q, s, one);
  return atLeast(atMost(x * p / q, one), splat(-1));
}

/**
 * eˣ for x ≤ 0: with n the whole number nearest to x/ln 2 and r = x − n·ln 2, 2ⁿ·(1 + r + r²·q(r)), q of degree 4 the
 * minimax fit of the relative error, 3·10⁻⁹. 2ⁿ comes in two factors, so that what is too small for a normal float32
 * is rounded once.
 */
INLINE V exponential(V x) {
  x = atLeast(x, splat(-110)); // where e ˣ rounds to zero
  const V magic = splat(12582912); // 1.5·2²³: a sum with it has whole numbers as its last bits
  const V shifted = madd(x, splat(1.44269504f), magic), n = shifted - magic;
  const I power = (I)shifted - (I)magic, half = power >> 1;
  const V r = madd(n, splat(-1.42860677e-6f), madd(n, splat(-0.693145752f), x)); // ln 2 in two parts
  V q = madd(splat(0.001381446688796497f), r, splat(0.008368780414541916f));
  q = madd(q, r, splat(0.04166839421430653f));
  q = madd(q, r, splat(0.16666520107783017f));
  q = madd(q, r, splat(0.4999999341248517f));
  const V e = madd(r * r, q, r) + splat(1);
  return e * (V)((half + 127) << 23) * (V)((power - half + 127) << 23);
}

/**
 * ln x for x from 1 to 2²⁴, as n·ln 2 + ln m with m in [√½, √2): with s = (m − 1)/(m + 1), ln m = 2 artanh s = 2s + s³·p(s²),
 * p of degree 3, the first terms of the series 2/3 + 2/5 s² + …, which leave off 10⁻⁸ of it.
 */
INLINE V logarithm(V x) {
  const I n = ((I)x - (I)splat(0.707106769f)) >> 23;
  const V m = (V)((I)x - (n << 23)), one = splat(1), power = __builtin_convertvector(n, V);
  const V s = (m - one) / (m + one), z = s * s;
  V p = madd(splat(0.2222222222f), z, splat(0.2857142857f));
  p = madd(p, z, splat(0.4f));
  p = madd(p, z, splat(0.6666666667f));
  return madd(power, splat(0.693145752f), s + s + madd(power, splat(1.42860677e-6f), s * z * p)); // ln 2 in two parts
}

/** ln(1 + x) for x from 0 to 1: what 1 + x rounds away is put back. */
INLINE V logarithmOfOnePlus(V x) {
  const V sum = x + splat(1), lost = x - (sum - splat(1));
  return logarithm(sum) + lost / sum;
}

/** σ(x) = 1/(1 + e⁻ˣ), for x < 0 as eˣ/(1 + eˣ): its relative error stays small where a gate is nearly closed, too. */
INLINE V sigmoidOf(V x) {
  const V zero = splat(0), one = splat(1);
  const V e = exponential(choose((I)(x > zero), -x, x));
  return choose((I)(x < zero), e, one) / (one + e);
}

// The numbers by which webassembly/activation-codes.ts of @unrolled/kernels asks for an activation.
enum { TANH, RELU, SIGMOID, STEP, RELU6 };

/** 1 above zero, else 0; NaN stays. */
INLINE V stepOf(V a) { return choose((I)(a == a), (V)((I)(a > splat(0)) & (I)splat(1)), a); }

/** φ(a); a code that stands for nothing is the identity. */
INLINE V activate(V a, int code) {
  switch (code) {
    case TANH: return tanhOf(a);
    case RELU: return atLeast(a, splat(0));
    case SIGMOID: return sigmoidOf(a);
    case STEP: return stepOf(a);
    case RELU6: return atMost(atLeast(a, splat(0)), splat(6));
    default: return a;
  }
}

static inline float activateOne(float a, int code) { return activate(splat(a), code)[0]; }

/** φ'(a)·d as a function of y = φ(a). */
INLINE V pullBack(V y, V d, int code) {
  switch (code) {
    case TANH: return d * oneMinus(y * y);
    case RELU: return d * stepOf(y);
    case SIGMOID: return d * (y * oneMinus(y));
    case STEP: return splat(0);
    default: return d;
  }
}
