// The updates of tf.train.*, one pass over a parameter and its state instead of a dozen. They round where TensorFlow.js
// rounds (no fused multiply-add), so that results agree to the bit. The last numbers of a parameter go through the same
// expressions in a part of the lanes. Gradients may be clipped by the norm of all of them together.
#pragma once
#include <math.h>
#include "kernels.h"
#include "sums.h"
#include "vector.h"

/** Numbers that a thread takes at a time. */
#define UPDATED ((size_t)1 << 15)

/** The clipped gradient: its part of limit / max(norm, limit), the norm that of all gradients. */
INLINE V gradientAt(const Update *update, size_t at, size_t lanes) {
  const V g = read(update->gradient + at, lanes);
  if (!update->norm) return g;
  const float limit = (float)update->clipNorm, norm = *update->norm;
  return g * splat(limit / (norm < limit ? limit : norm));
}

/** θ − rate·g. */
INLINE void sgdAt(const Update *update, size_t at, size_t lanes) {
  const V g = gradientAt(update, at, lanes), step = g * splat((float)-update->learningRate);
  write(update->newValue + at, step + read(update->value + at, lanes), lanes);
}

/** a ← μa + g; θ − rate·a, or with Nesterov's look-ahead θ − rate·(g + μa); μ stands at `factor`. */
INLINE void momentumAt(const Update *update, size_t at, size_t lanes) {
  const V mu = splat(*update->factor), minusRate = splat((float)-update->learningRate);
  const V g = gradientAt(update, at, lanes), a = read(update->state[0] + at, lanes) * mu + g;
  V direction = a;
  if (update->nesterov) direction = g + a * mu;
  write(update->newState[0] + at, a, lanes);
  write(update->newValue + at, direction * minusRate + read(update->value + at, lanes), lanes);
}

/** s ← ρs + (1 − ρ)g²; a ← μa + rate·g/√(s + ε); θ − a. */
INLINE void rmspropAt(const Update *update, size_t at, size_t lanes) {
  const V rho = splat((float)update->decay), rest = splat((float)(1 - update->decay));
  const V g = gradientAt(update, at, lanes), s = read(update->state[0] + at, lanes) * rho + g * g * rest;
  const V step = g * splat((float)update->learningRate) / squareRoot(s + splat((float)update->epsilon));
  const V a = read(update->state[1] + at, lanes) * splat((float)update->momentum) + step;
  write(update->newState[0] + at, s, lanes);
  write(update->newState[1] + at, a, lanes);
  write(update->newValue + at, read(update->value + at, lanes) - a, lanes);
}

/**
 * m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; θ − rate·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ); the powers
 * of β₁ and β₂ stand at `power1` and `power2`.
 */
INLINE void adamAt(const Update *update, size_t at, size_t lanes) {
  const V g = gradientAt(update, at, lanes);
  const V m = read(update->state[0] + at, lanes) * splat((float)update->beta1) + g * splat((float)(1 - update->beta1));
  const V v = read(update->state[1] + at, lanes) * splat((float)update->beta2) + g * g * splat((float)(1 - update->beta2));
  const V root = squareRoot(v / splat(1 - *update->power2));
  const V direction = m / splat(1 - *update->power1) / (root + splat((float)update->epsilon));
  write(update->newState[0] + at, m, lanes);
  write(update->newState[1] + at, v, lanes);
  write(update->newValue + at, direction * splat((float)-update->learningRate) + read(update->value + at, lanes), lanes);
}

/** The numbers of one part. */
INLINE void updatePart(const Update *update, size_t part, void (*updateAt)(const Update *, size_t, size_t)) {
  const size_t end = smaller(update->count, (part + 1) * UPDATED);
  size_t at = part * UPDATED;
  for (; at + WIDTH <= end; at += WIDTH) updateAt(update, at, WIDTH);
  if (at < end) updateAt(update, at, end - at);
}

typedef struct {
  const Update *update;
  size_t first;
  double *sums;
} Squares;

static void squaresPart(const void *context, size_t index, size_t worker) {
  (void)worker;
  const Squares *squares = context;
  const size_t part = squares->first + index, end = smaller(squares->update->count, (part + 1) * UPDATED);
  Sum sum = {{{0}}};
  for (size_t at = part * UPDATED; at < end;)
    for (size_t i = 0; i < VECTORS && at < end; i++) {
      const size_t lanes = smaller(WIDTH, end - at);
      addSquareTo(&sum.parts[i], read(squares->update->gradient + at, lanes));
      at += lanes;
    }
  squares->sums[index] = totalOf(&sum);
}

INLINE size_t updateParts(const Update *update) { return (update->count + UPDATED - 1) / UPDATED; }

static void sgdPart(const void *update, size_t part, size_t worker) { (void)worker; updatePart(update, part, sgdAt); }
static void momentumPart(const void *update, size_t part, size_t worker) { (void)worker; updatePart(update, part, momentumAt); }
static void rmspropPart(const void *update, size_t part, size_t worker) { (void)worker; updatePart(update, part, rmspropAt); }
static void adamPart(const void *update, size_t part, size_t worker) { (void)worker; updatePart(update, part, adamAt); }

static void sgd(const Update *update, Pool *pool) { parallel(pool, updateParts(update), sgdPart, update); }
static void momentum(const Update *update, Pool *pool) { parallel(pool, updateParts(update), momentumPart, update); }
static void rmsprop(const Update *update, Pool *pool) { parallel(pool, updateParts(update), rmspropPart, update); }
static void adam(const Update *update, Pool *pool) { parallel(pool, updateParts(update), adamPart, update); }

/**
 * before + Σ g², whose root, the norm so far, is written to `newNorm`: called with what it returned for one gradient after the
 * other, it leaves the norm of all.
 */
static double addSquares(const Update *update, Pool *pool) {
  enum { ROUND = 64 };
  double sums[ROUND], total = 0;
  for (size_t first = 0; first < updateParts(update); first += ROUND) {
    const Squares squares = {update, first, sums};
    const size_t parts = smaller(ROUND, updateParts(update) - first);
    parallel(pool, parts, squaresPart, &squares);
    for (size_t i = 0; i < parts; i++) total += sums[i];
  }
  total += update->before;
  *update->newNorm = (float)sqrt(total);
  return total;
}
