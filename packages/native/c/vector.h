// The vectors of the instruction set that this file is compiled for, as GCC and clang extend C by them. All that
// depends on their width stands here; whatever it is, the same numbers come out.
#pragma once
#include <stdint.h>
#include <string.h>
#if defined(__AVX512F__)
#include <immintrin.h>
#define INSTRUCTIONS avx512
#define WIDTH 16
#define TILE_ROWS 28
#define VECTOR_REGISTER "v"
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#define INSTRUCTIONS avx2
#define WIDTH 8
#define TILE_ROWS 6
#define VECTOR_REGISTER "x"
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#define INSTRUCTIONS neon
#define WIDTH 4
#define TILE_ROWS 6
#define VECTOR_REGISTER "w"
#endif

/** Examples that travel through a sequence side by side; a row of a strip is as many floats. */
#define LANES 16
/** Registers that hold a row. */
#define VECTORS (LANES / WIDTH)

#define INLINE static inline __attribute__((always_inline, unused))
#define UNROLL _Pragma("GCC unroll 32")

typedef float V __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));
typedef int32_t I __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));

INLINE V splat(float a) { return a - (V){0}; }
INLINE V load(const float *from) { return *(const V *)from; }
INLINE void store(float *to, V a) { *(V *)to = a; }

/** The first `lanes` of a vector, where fewer numbers are left than it has. */
INLINE V read(const float *from, size_t lanes) {
  V a = splat(0);
  if (lanes == WIDTH) return load(from);
  memcpy(&a, from, lanes * sizeof(float));
  return a;
}

INLINE void write(float *to, V a, size_t lanes) {
  if (lanes == WIDTH) store(to, a);
  else memcpy(to, &a, lanes * sizeof(float));
}

/** a·b + c, rounded once. */
INLINE V madd(V a, V b, V c) {
#if WIDTH == 16
  return (V)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif WIDTH == 8
  return (V)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#else
  return (V)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#endif
}

INLINE V squareRoot(V a) {
#if WIDTH == 16
  return (V)_mm512_sqrt_ps((__m512)a);
#elif WIDTH == 8
  return (V)_mm256_sqrt_ps((__m256)a);
#else
  return (V)vsqrtq_f32((float32x4_t)a);
#endif
}

/** In each lane `yes` where all bits of `mask` are set, `no` where none is. */
INLINE V choose(I mask, V yes, V no) { return (V)(((I)yes & mask) | ((I)no & ~mask)); }
/** The smaller, and the larger; NaN where `a` is NaN. */
INLINE V atMost(V a, V bound) { return choose((I)(bound < a), bound, a); }
INLINE V atLeast(V a, V bound) { return choose((I)(a < bound), bound, a); }
INLINE V oneMinus(V a) { return splat(1) - a; }

typedef float V4 __attribute__((vector_size(16), aligned(4), may_alias));

/** Transposes the 4×4 block at `from`, rows `fromStep` floats apart, into the block at `to`. */
INLINE void transpose4(const float *from, size_t fromStep, float *to, size_t toStep) {
  V4 a = *(const V4 *)from, b = *(const V4 *)(from + fromStep);
  V4 c = *(const V4 *)(from + 2 * fromStep), d = *(const V4 *)(from + 3 * fromStep);
  V4 abLow = __builtin_shufflevector(a, b, 0, 4, 1, 5), abHigh = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  V4 cdLow = __builtin_shufflevector(c, d, 0, 4, 1, 5), cdHigh = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(V4 *)to = __builtin_shufflevector(abLow, cdLow, 0, 1, 4, 5);
  *(V4 *)(to + toStep) = __builtin_shufflevector(abLow, cdLow, 2, 3, 6, 7);
  *(V4 *)(to + 2 * toStep) = __builtin_shufflevector(abHigh, cdHigh, 0, 1, 4, 5);
  *(V4 *)(to + 3 * toStep) = __builtin_shufflevector(abHigh, cdHigh, 2, 3, 6, 7);
}

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
/** `count` rounded up to a multiple of `step`. */
INLINE size_t whole(size_t count, size_t step) { return (count + step - 1) / step * step; }
