// One step for a strip: z = [x_t; 1; h_{t−1}]·[K; b; R] in one product, then the gates on the spot. The reserve keeps,
// per strip and step, the rows i f g o c (5H), which is what the gradient needs. Without a reserve the backward pass
// computes them again from x, h and c, to the same bits.
#pragma once
#include "activations.h"
#include "one-product.h"

/** Floats of the reserve. */
static size_t lstmReserve(size_t batch, size_t steps, size_t units) { return reserveFloats(batch, steps, 5 * units); }

typedef struct {
  OneProduct product;
  float *z; // strip
  float *firstCell; // strip of c_{−1}
  const float *previousCell; // strip
} LstmForward;

INLINE void takeLstm(Forward *forward, Scratch *shared, Scratch *own) {
  LstmForward *cell = (LstmForward *)forward;
  const size_t units = forward->step.call->units;
  takeOneProduct(&cell->product, shared, own, 4 * units);
  cell->z = take(own, packedRows(4 * units) * LANES);
  cell->firstCell = take(own, units * LANES);
  forward->step.ownRows = forward->step.call->reserve ? NULL : take(own, 5 * units * LANES);
}

INLINE void packLstm(Forward *forward) { packOneProduct((OneProduct *)forward); }

INLINE void gatherFirstCell(const Step *step, float *firstCell) {
  const Sequence *call = step->call;
  gather(call->initialCell + step->first * call->units, call->units, step->lanes, call->units, firstCell);
}

INLINE void beginLstm(Forward *forward) {
  LstmForward *cell = (LstmForward *)forward;
  beginOneProduct(&cell->product);
  gatherFirstCell(&forward->step, cell->firstCell);
  cell->previousCell = cell->firstCell;
}

/** From z to i f g o, and on to c and h. */
INLINE void lstmStepOf(const LstmForward *cell, float *kept, bool masked) {
  const Step *step = &cell->product.forward.step;
  const size_t gate = LANES * step->call->units;
  float *h = cell->product.forward.h, *c = kept + 4 * gate;
  for (size_t at = 0; at < gate; at += WIDTH) {
    const float *z = cell->z + at;
    const V i = sigmoidOf(load(z)), f = sigmoidOf(load(z + gate)), g = tanhOf(load(z + 2 * gate));
    const V o = sigmoidOf(load(z + 3 * gate)), before = load(cell->previousCell + at);
    V next = madd(f, before, i * g), output = o * tanhOf(next);
    if (masked) {
      const I open = openLanes(step, at);
      next = choose(open, next, before);
      output = choose(open, output, load(h + at));
    }
    store(kept + at, i);
    store(kept + gate + at, f);
    store(kept + 2 * gate + at, g);
    store(kept + 3 * gate + at, o);
    store(c + at, next);
    store(h + at, output);
  }
}

/** From the state and the cell before to the rows that are kept, which it returns, and the next h. */
INLINE float *computeLstm(LstmForward *cell) {
  const Sequence *call = cell->product.forward.step.call;
  float *kept = keptRows(&cell->product.forward.step, 5 * call->units, 0);
  multiplyOneProduct(&cell->product, cell->z);
  if (call->mask) lstmStepOf(cell, kept, true);
  else lstmStepOf(cell, kept, false);
  return kept;
}

INLINE void lstmStep(Forward *forward) {
  LstmForward *cell = (LstmForward *)forward;
  const Step *step = &forward->step;
  const Sequence *call = step->call;
  const size_t units = call->units;
  float *c = computeLstm(cell) + 4 * units * LANES;
  scatter(c, call->cell + step->at * units, step->hiddenStep, step->lanes, units);
  cell->previousCell = c;
}

static const ForwardCell lstmForwardCell = {takeLstm, packLstm, beginLstm, lstmStep};

static void lstmForwardStrip(const void *pass, size_t strip, size_t worker) {
  LstmForward cell;
  forwardStrip(pass, strip, worker, &cell.product.forward, lstmForwardCell);
}

static size_t lstmForward(const Sequence *call, Pool *pool) {
  LstmForward cell;
  return runForward(call, pool, &cell.product.forward, lstmForwardCell, lstmForwardStrip);
}

typedef struct {
  OneProductBackward product;
  float *dc, *firstCell; // strips
  LstmForward again; // where there is no reserve
} LstmBackward;

INLINE void takeLstmBackward(Backward *backward, Scratch *shared, Scratch *own, Scratch *sums) {
  LstmBackward *cell = (LstmBackward *)backward;
  const size_t units = backward->step.call->units;
  takeOneProductBackward(&cell->product, shared, own, sums, 4 * units);
  cell->dc = take(own, units * LANES);
  cell->firstCell = take(own, units * LANES);
  cell->again.product.forward.step.call = backward->step.call;
  if (backward->step.call->reserve) return;
  takeLstm(&cell->again.product.forward, shared, own);
  backward->step.ownRows = cell->again.product.forward.step.ownRows;
}

INLINE void packLstmBackward(Backward *backward) {
  packOneProductBackward(backward);
  if (!backward->step.call->reserve) packLstm(&((LstmBackward *)backward)->again.product.forward);
}

INLINE void beginLstmBackward(Backward *backward) {
  LstmBackward *cell = (LstmBackward *)backward;
  if (!backward->step.call->reserve) beginOneProduct(&cell->again.product);
  gatherFirstCell(&backward->step, cell->firstCell);
  fillStrip(cell->dc, backward->step.call->units, 0);
}

/**
 * From dh and dc of this step to dz, and to the parts of the previous step's dh and dc that do not go through the
 * recurrent kernel: f ∘ dc where the step ran, all of both where it was masked.
 */
INLINE void lstmBackwardStepOf(LstmBackward *cell, const float *kept, const float *previousCell, bool masked) {
  const Backward *backward = &cell->product.backward;
  const Step *step = &backward->step;
  const size_t gate = LANES * step->call->units;
  const V zero = splat(0);
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V i = load(kept + at), f = load(kept + gate + at), g = load(kept + 2 * gate + at), o = load(kept + 3 * gate + at);
    const V tanhCell = tanhOf(load(kept + 4 * gate + at));
    const V dh = load(backward->dh + at), dc = load(cell->dc + at);
    const V dcTotal = madd(dh * o, oneMinus(tanhCell * tanhCell), dc);
    V di = dcTotal * g * (i * oneMinus(i)), df = dcTotal * load(previousCell + at) * (f * oneMinus(f));
    V dg = dcTotal * i * oneMinus(g * g), dO = dh * tanhCell * (o * oneMinus(o));
    V dhCarried = zero, dcCarried = dcTotal * f;
    if (masked) {
      const I open = openLanes(step, at);
      di = choose(open, di, zero);
      df = choose(open, df, zero);
      dg = choose(open, dg, zero);
      dO = choose(open, dO, zero);
      dhCarried = choose(open, zero, dh);
      dcCarried = choose(open, dcCarried, dc);
    }
    float *dz = backward->dz + at;
    store(dz, di);
    store(dz + gate, df);
    store(dz + 2 * gate, dg);
    store(dz + 3 * gate, dO);
    store(backward->dh + at, dhCarried);
    store(cell->dc + at, dcCarried);
  }
}

INLINE void lstmBackwardStep(Backward *backward) {
  LstmBackward *cell = (LstmBackward *)backward;
  const Step *step = &backward->step;
  const Sequence *call = step->call;
  const size_t units = call->units, rows = 5 * units;
  if (call->dCell) {
    gather(call->dCell + step->at * units, step->hiddenStep, step->lanes, units, backward->incoming);
    add(cell->dc, backward->incoming, units * LANES);
  }
  const float *previousCell = cell->firstCell, *kept = keptRows(step, rows, 0);
  if (call->reserve) {
    if (step->n > 0) previousCell = keptRows(step, rows, step->back) + LANES * 4 * units;
  } else {
    if (step->n > 0) {
      gather(call->cell + (step->at + step->back) * units, step->hiddenStep, step->lanes, units, backward->incoming);
      previousCell = backward->incoming;
    }
    gatherState(backward, &cell->again.product.forward);
    cell->again.previousCell = previousCell;
    computeLstm(&cell->again);
  }
  if (call->mask) lstmBackwardStepOf(cell, kept, previousCell, true);
  else lstmBackwardStepOf(cell, kept, previousCell, false);
}

INLINE void endLstmBackward(Backward *backward) {
  const LstmBackward *cell = (LstmBackward *)backward;
  const Step *step = &backward->step;
  const Sequence *call = step->call;
  scatter(cell->dc, call->dInitialCell + step->first * call->units, call->units, step->lanes, call->units);
}

static const BackwardCell lstmBackwardCell = {
  takeLstmBackward, packLstmBackward, beginLstmBackward, lstmBackwardStep, collectOneProduct, multiplyCollected,
  endLstmBackward, writeOneProduct,
};

static void lstmBackwardGroup(const void *pass, size_t group, size_t worker) {
  LstmBackward cell = {0};
  backwardGroup(pass, group, worker, &cell.product.backward, lstmBackwardCell);
}

static size_t lstmBackward(const Sequence *call, Pool *pool) {
  LstmBackward cell = {0};
  return runBackward(call, pool, &cell.product.backward, lstmBackwardCell, lstmBackwardGroup);
}
