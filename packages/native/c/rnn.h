// h_t = φ([x_t; 1; h_{t−1}]·[K; b; R]), one product a step. The gradient needs nothing but h: every φ here has a
// derivative that is a function of its value.
#pragma once
#include "activations.h"
#include "one-product.h"

typedef struct {
  OneProduct product;
  float *z; // strip
} RnnForward;

INLINE void takeRnn(Forward *forward, Scratch *shared, Scratch *own) {
  RnnForward *cell = (RnnForward *)forward;
  takeOneProduct(&cell->product, shared, own, forward->step.call->units);
  cell->z = take(own, packedRows(forward->step.call->units) * LANES);
}

INLINE void packOne(Forward *forward) { packOneProduct((OneProduct *)forward); }
INLINE void beginOne(Forward *forward) { beginOneProduct((OneProduct *)forward); }

INLINE void rnnStepOf(RnnForward *cell, bool masked) {
  const Step *step = &cell->product.forward.step;
  float *h = cell->product.forward.h;
  for (size_t at = 0; at < LANES * step->call->units; at += WIDTH) {
    V value = activate(load(cell->z + at), step->call->activation);
    if (masked) value = choose(openLanes(step, at), value, load(h + at));
    store(h + at, value);
  }
}

INLINE void rnnStep(Forward *forward) {
  RnnForward *cell = (RnnForward *)forward;
  multiplyOneProduct(&cell->product, cell->z);
  if (forward->step.call->mask) rnnStepOf(cell, true);
  else rnnStepOf(cell, false);
}

static const ForwardCell rnnForwardCell = {takeRnn, packOne, beginOne, rnnStep};

static void rnnForwardStrip(const void *pass, size_t strip, size_t worker) {
  RnnForward cell;
  forwardStrip(pass, strip, worker, &cell.product.forward, rnnForwardCell);
}

static size_t rnnForward(const Sequence *call, Pool *pool) {
  RnnForward cell;
  return runForward(call, pool, &cell.product.forward, rnnForwardCell, rnnForwardStrip);
}

typedef struct {
  OneProductBackward product;
  float *output; // strip
} RnnBackward;

INLINE void takeRnnBackward(Backward *backward, Scratch *shared, Scratch *own, Scratch *sums) {
  RnnBackward *cell = (RnnBackward *)backward;
  takeOneProductBackward(&cell->product, shared, own, sums, backward->step.call->units);
  cell->output = take(own, backward->step.call->units * LANES);
}

/** From dh of this step to dz, and to the part of the previous dh that a masked step passes on unchanged. */
INLINE void rnnBackwardStepOf(RnnBackward *cell, bool masked) {
  const Backward *backward = &cell->product.backward;
  const Step *step = &backward->step;
  const V zero = splat(0);
  for (size_t at = 0; at < LANES * step->call->units; at += WIDTH) {
    const V dh = load(backward->dh + at);
    V dz = pullBack(load(cell->output + at), dh, step->call->activation), carried = zero;
    if (masked) {
      const I open = openLanes(step, at);
      dz = choose(open, dz, zero);
      carried = choose(open, zero, dh);
    }
    store(backward->dz + at, dz);
    store(backward->dh + at, carried);
  }
}

INLINE void rnnBackwardStep(Backward *backward) {
  RnnBackward *cell = (RnnBackward *)backward;
  const Step *step = &backward->step;
  const Sequence *call = step->call;
  gather(call->hidden + step->at * call->units, step->hiddenStep, step->lanes, call->units, cell->output);
  if (call->mask) rnnBackwardStepOf(cell, true);
  else rnnBackwardStepOf(cell, false);
}

static const BackwardCell rnnBackwardCell = {
  takeRnnBackward, packOneProductBackward, nothingBackward, rnnBackwardStep, collectOneProduct, multiplyCollected,
  nothingBackward, writeOneProduct,
};

static void rnnBackwardGroup(const void *pass, size_t group, size_t worker) {
  RnnBackward cell;
  backwardGroup(pass, group, worker, &cell.product.backward, rnnBackwardCell);
}

static size_t rnnBackward(const Sequence *call, Pool *pool) {
  RnnBackward cell;
  return runBackward(call, pool, &cell.product.backward, rnnBackwardCell, rnnBackwardGroup);
}
