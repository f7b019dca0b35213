// h_t = a_t ∘ h_{t−1} + x_t. Nothing but memory limits it, so that it walks through memory as the tensors lie. Threads share
// examples and units, of which none waits for another; a complex number's two parts stand half a row apart.
#pragma once
#include "kernels.h"
#include "vector.h"

/** Units that a thread takes at a time. */
#define SCANNED 64

/** The numbers of a row, or of its real half. */
INLINE size_t scannedUnits(const Sequence *call) { return call->complex ? call->units / 2 : call->units; }
INLINE size_t unitParts(const Sequence *call) { return (scannedUnits(call) + SCANNED - 1) / SCANNED; }

/** Some units of an example, and the step at hand. */
typedef struct {
  size_t example, first, count, half;
  size_t at; // where the first of them stands in [batch, steps, units]
  const float *before; // the state before it
  bool isTaken;
} Scan;

INLINE Scan scanOf(const Sequence *call, size_t part) {
  const size_t parts = unitParts(call), first = part % parts * SCANNED, units = scannedUnits(call);
  return (Scan){
    .example = part / parts, .first = first, .count = smaller(SCANNED, units - first), .half = call->complex ? units : 0,
  };
}

/** Step `n`, counted in the order taken. */
INLINE void beginScanStep(const Sequence *call, Scan *scan, size_t n) {
  const size_t row = scan->example * call->steps + (call->reverse ? call->steps - 1 - n : n);
  scan->at = row * call->units + scan->first;
  scan->before = n == 0 ? call->initialHidden + scan->example * call->units + scan->first
    : call->reverse     ? call->hidden + scan->at + call->units
                        : call->hidden + scan->at - call->units;
  scan->isTaken = !call->mask || call->mask[row] != 0;
}

/** `lanes` numbers of the next state. */
INLINE void scanForwardAt(const Sequence *call, const Scan *scan, size_t u, size_t lanes) {
  const size_t at = scan->at + u, v = u + scan->half, imaginary = scan->at + v;
  if (!scan->isTaken) {
    write(call->hidden + at, read(scan->before + u, lanes), lanes);
    if (call->complex) write(call->hidden + imaginary, read(scan->before + v, lanes), lanes);
    return;
  }
  const V a = read(call->decay + at, lanes), h = read(scan->before + u, lanes);
  if (!call->complex) {
    write(call->hidden + at, madd(a, h, read(call->x + at, lanes)), lanes);
    return;
  }
  const V b = read(call->decay + imaginary, lanes), i = read(scan->before + v, lanes);
  write(call->hidden + at, madd(a, h, read(call->x + at, lanes) - b * i), lanes);
  write(call->hidden + imaginary, madd(a, i, madd(b, h, read(call->x + imaginary, lanes))), lanes);
}

static void linearScanForwardPart(const void *context, size_t part, size_t worker) {
  (void)worker;
  const Sequence *call = context;
  Scan scan = scanOf(call, part);
  for (size_t n = 0; n < call->steps; n++) {
    beginScanStep(call, &scan, n);
    size_t u = 0;
    for (; u + WIDTH <= scan.count; u += WIDTH) scanForwardAt(call, &scan, u, WIDTH);
    if (u < scan.count) scanForwardAt(call, &scan, u, scan.count - u);
  }
}

/**
 * From the last step back, δ_t = ∂E/∂h_t + conj(a_{t+1}) ∘ δ_{t+1}, which is the gradient of x_t; that of a_t is
 * conj(h_{t−1}) ∘ δ_t. What goes to the step before is gathered in `carry`, where the gradient of the initial state ends up.
 */
INLINE void scanBackwardAt(const Sequence *call, const Scan *scan, float *carry, size_t u, size_t lanes) {
  const size_t v = u + scan->half;
  const size_t places[] = {u, v};
  V d[2] = {splat(0), splat(0)};
  for (size_t k = 0; k < 1 + (size_t)call->complex; k++) {
    const size_t at = scan->at + places[k];
    d[k] = read(call->dHidden + at, lanes) + read(carry + places[k], lanes);
    if (call->dX) write(call->dX + at, scan->isTaken ? d[k] : splat(0), lanes);
    if (scan->isTaken) continue;
    write(call->dDecay + at, splat(0), lanes);
    write(carry + places[k], d[k], lanes);
  }
  if (!scan->isTaken) return;
  const V a = read(call->decay + scan->at + u, lanes), h = read(scan->before + u, lanes);
  if (!call->complex) {
    write(call->dDecay + scan->at + u, d[0] * h, lanes);
    write(carry + u, d[0] * a, lanes);
    return;
  }
  const V b = read(call->decay + scan->at + v, lanes), i = read(scan->before + v, lanes);
  write(call->dDecay + scan->at + u, madd(h, d[0], i * d[1]), lanes);
  write(call->dDecay + scan->at + v, h * d[1] - i * d[0], lanes);
  write(carry + u, madd(a, d[0], b * d[1]), lanes);
  write(carry + v, a * d[1] - b * d[0], lanes);
}

static void linearScanBackwardPart(const void *context, size_t part, size_t worker) {
  (void)worker;
  const Sequence *call = context;
  Scan scan = scanOf(call, part);
  float *carry = call->dInitialHidden + scan.example * call->units + scan.first;
  memset(carry, 0, scan.count * sizeof(float));
  memset(carry + scan.half, 0, scan.count * sizeof(float));
  for (size_t n = call->steps; n-- > 0;) {
    beginScanStep(call, &scan, n);
    size_t u = 0;
    for (; u + WIDTH <= scan.count; u += WIDTH) scanBackwardAt(call, &scan, carry, u, WIDTH);
    if (u < scan.count) scanBackwardAt(call, &scan, carry, u, scan.count - u);
  }
}

static size_t linearScanForward(const Sequence *call, Pool *pool) {
  parallel(pool, call->batch * unitParts(call), linearScanForwardPart, call);
  return 0;
}

static size_t linearScanBackward(const Sequence *call, Pool *pool) {
  parallel(pool, call->batch * unitParts(call), linearScanBackwardPart, call);
  return 0;
}
