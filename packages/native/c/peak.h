// What the processor can do at most, against which a kernel is measured.
#pragma once
#include "vector.h"

/** Independent sums, enough to hide how long each takes. */
#define SUMS 12

/** `rounds` rounds of fused multiply-adds on registers alone; returns how many operations these were. */
static double fuse(size_t rounds) {
  V sums[SUMS];
  UNROLL for (int i = 0; i < SUMS; i++) sums[i] = splat((float)i);
  const V factor = splat(0.5f), term = splat(1);
  for (size_t round = 0; round < rounds; round++) UNROLL for (int i = 0; i < SUMS; i++) {
    sums[i] = madd(sums[i], factor, term);
    __asm__ volatile("" : "+" VECTOR_REGISTER (sums[i])); // computed, whoever reads it
  }
  return 2.0 * SUMS * WIDTH * rounds;
}
