// A strip holds LANES examples side by side: row u is quantity u of each of them. A recurrence works on strips because
// the state of one step is then, as it lies, the right side of the next product.
#pragma once
#include "vector.h"

/** Fills the first `count` rows of `strip` from `lanes` examples `step` floats apart; absent ones are zero. */
INLINE void gather(const float *examples, size_t step, size_t lanes, size_t count, float *strip) {
  for (size_t lane = 0; lane < LANES; lane += 4, examples += 4 * step, strip += 4) {
    size_t u = 0;
    if (lane + 4 <= lanes)
      for (; u + 4 <= count; u += 4) transpose4(examples + u, step, strip + u * LANES, LANES);
    for (; u < count; u++)
      for (size_t i = 0; i < 4; i++) strip[u * LANES + i] = lane + i < lanes ? examples[i * step + u] : 0;
  }
}

/** The inverse of `gather`: writes `count` rows of `strip` out to `lanes` examples. */
INLINE void scatter(const float *strip, float *examples, size_t step, size_t lanes, size_t count) {
  for (size_t lane = 0; lane < lanes; lane += 4, examples += 4 * step, strip += 4) {
    size_t u = 0;
    if (lane + 4 <= lanes)
      for (; u + 4 <= count; u += 4) transpose4(strip + u * LANES, LANES, examples + u, step);
    for (; u < count; u++)
      for (size_t i = 0; i < smaller(4, lanes - lane); i++) examples[i * step + u] = strip[u * LANES + i];
  }
}

/** to += from, `count` floats, a multiple of WIDTH. */
INLINE void add(float *to, const float *from, size_t count) {
  for (size_t i = 0; i < count; i += WIDTH) store(to + i, load(to + i) + load(from + i));
}

/** Sets `count` rows to `value`. */
INLINE void fillStrip(float *strip, size_t count, float value) {
  for (size_t i = 0; i < count * LANES; i += WIDTH) store(strip + i, splat(value));
}

/** One row whose lanes are all ones where `mask` lets a step through. */
INLINE void gatherMask(const float *mask, size_t step, size_t lanes, int32_t *row) {
  for (size_t lane = 0; lane < LANES; lane++) row[lane] = lane < lanes && mask[lane * step] != 0 ? -1 : 0;
}
