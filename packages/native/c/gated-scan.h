// h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ x_t, z = σ(gate): the walk of a linear scan, with its decay and what it adds computed on
// the way, and again on the way back.
#pragma once
#include "activations.h"
#include "linear-scan.h"

INLINE void gatedForwardAt(const Sequence *call, const Scan *scan, size_t u, size_t lanes) {
  const V before = read(scan->before + u, lanes);
  V h = before;
  if (scan->isTaken) {
    const V z = sigmoidOf(read(call->gate + scan->at + u, lanes));
    h = madd(z, read(call->x + scan->at + u, lanes), oneMinus(z) * before);
  }
  write(call->hidden + scan->at + u, h, lanes);
}

static void gatedScanForwardPart(const void *context, size_t part, size_t worker) {
  (void)worker;
  const Sequence *call = context;
  Scan scan = scanOf(call, part);
  for (size_t n = 0; n < call->steps; n++) {
    beginScanStep(call, &scan, n);
    size_t u = 0;
    for (; u + WIDTH <= scan.count; u += WIDTH) gatedForwardAt(call, &scan, u, WIDTH);
    if (u < scan.count) gatedForwardAt(call, &scan, u, scan.count - u);
  }
}

/** δ_t = ∂E/∂h_t + (1 − z_{t+1}) ∘ δ_{t+1}; that of x_t is δ ∘ z, that of the gate δ ∘ (x_t − h_{t−1}) ∘ z(1 − z). */
INLINE void gatedBackwardAt(const Sequence *call, const Scan *scan, float *carry, size_t u, size_t lanes) {
  const size_t at = scan->at + u;
  const V d = read(call->dHidden + at, lanes) + read(carry + u, lanes);
  V dX = splat(0), dGate = splat(0), keep = d;
  if (scan->isTaken) {
    const V z = sigmoidOf(read(call->gate + at, lanes));
    keep = d * oneMinus(z);
    dX = d * z;
    dGate = keep * z * (read(call->x + at, lanes) - read(scan->before + u, lanes));
  }
  if (call->dX) write(call->dX + at, dX, lanes);
  write(call->dGate + at, dGate, lanes);
  write(carry + u, keep, lanes);
}

static void gatedScanBackwardPart(const void *context, size_t part, size_t worker) {
  (void)worker;
  const Sequence *call = context;
  Scan scan = scanOf(call, part);
  float *carry = call->dInitialHidden + scan.example * call->units + scan.first;
  memset(carry, 0, scan.count * sizeof(float));
  for (size_t n = call->steps; n-- > 0;) {
    beginScanStep(call, &scan, n);
    size_t u = 0;
    for (; u + WIDTH <= scan.count; u += WIDTH) gatedBackwardAt(call, &scan, carry, u, WIDTH);
    if (u < scan.count) gatedBackwardAt(call, &scan, carry, u, scan.count - u);
  }
}

static size_t gatedScanForward(const Sequence *call, Pool *pool) {
  parallel(pool, call->batch * unitParts(call), gatedScanForwardPart, call);
  return 0;
}

static size_t gatedScanBackward(const Sequence *call, Pool *pool) {
  parallel(pool, call->batch * unitParts(call), gatedScanBackwardPart, call);
  return 0;
}
