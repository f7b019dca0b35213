// Sums of many numbers in float64, in sixteen parts whatever the width of a vector, so that the same number comes out.
#pragma once
#include "vector.h"

typedef double D __attribute__((vector_size(8 * WIDTH), aligned(8)));

/** Number i goes to part i mod 16. */
typedef struct {
  D parts[VECTORS];
} Sum;

INLINE void addTo(D *part, V a) { *part += __builtin_convertvector(a, D); }
INLINE void addSquareTo(D *part, V a) {
  const D wide = __builtin_convertvector(a, D);
  *part += wide * wide;
}

/** The parts one after the other. */
INLINE double totalOf(const Sum *sum) {
  double total = 0;
  UNROLL for (size_t i = 0; i < VECTORS; i++)
    UNROLL for (size_t lane = 0; lane < WIDTH; lane++) total += sum->parts[i][lane];
  return total;
}
