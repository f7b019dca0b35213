// The GRU that resets before the recurrent product, as first published: n = tanh([x; 1; r ∘ h]·[K_n; b_n; R_n]) must
// wait for r, so a step is two products. The state strip is [h; x; 1; r ∘ h]: r and z read its front, n its back. The
// reserve keeps, per strip and step, the rows r z n (r ∘ h) (4H); without one the backward pass computes them again.
#pragma once
#include "activations.h"
#include "sequence.h"

typedef struct {
  Forward forward;
  float *gateWeights; // [R; K; b] of r and z
  float *candidateWeights; // [K; b; R] of n
  size_t one, depth; // of either product
  float *state; // strip [h; x; 1; r ∘ h]
  float *resetHidden; // its part r ∘ h
  float *gates, *candidate; // strips
} GruResetBeforeForward;

INLINE void takeGruResetBefore(Forward *forward, Scratch *shared, Scratch *own) {
  GruResetBeforeForward *cell = (GruResetBeforeForward *)forward;
  const Sequence *call = forward->step.call;
  const size_t features = call->features, units = call->units;
  cell->one = call->bias ? 1 : 0;
  cell->depth = features + cell->one + units;
  cell->gateWeights = take(shared, packedRows(2 * units) * cell->depth);
  cell->candidateWeights = take(shared, packedRows(units) * cell->depth);
  cell->state = take(own, (cell->depth + units) * LANES);
  cell->gates = take(own, packedRows(2 * units) * LANES);
  cell->candidate = take(own, packedRows(units) * LANES);
  forward->h = cell->state;
  forward->input = cell->state + LANES * units;
  cell->resetHidden = cell->state + LANES * cell->depth;
  forward->step.ownRows = call->reserve ? NULL : take(own, 4 * units * LANES);
}

INLINE void packGruResetBefore(Forward *forward) {
  const GruResetBeforeForward *cell = (GruResetBeforeForward *)forward;
  const Sequence *call = forward->step.call;
  const size_t features = call->features, units = call->units, one = cell->one, depth = cell->depth;
  const size_t width = 3 * units, both = 2 * units;
  packLeftPart(call->recurrentKernel, 1, width, both, 0, units, depth, cell->gateWeights);
  packLeftPart(call->inputKernel, 1, width, both, units, features, depth, cell->gateWeights);
  packLeftPart(call->inputKernel + both, 1, width, units, 0, features, depth, cell->candidateWeights);
  packLeftPart(call->recurrentKernel + both, 1, width, units, features + one, units, depth, cell->candidateWeights);
  if (!one) return;
  packLeftPart(call->bias, 1, width, both, units + features, 1, depth, cell->gateWeights);
  packLeftPart(call->bias + both, 1, width, units, features, 1, depth, cell->candidateWeights);
}

INLINE void beginGruResetBefore(Forward *forward) {
  const GruResetBeforeForward *cell = (GruResetBeforeForward *)forward;
  fillStrip(forward->input + LANES * forward->step.call->features, cell->one, 1);
}

INLINE void resetStates(const GruResetBeforeForward *cell, float *kept) {
  const size_t gate = LANES * cell->forward.step.call->units;
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V r = sigmoidOf(load(cell->gates + at)), product = r * load(cell->state + at);
    store(kept + at, r);
    store(kept + 3 * gate + at, product);
    store(cell->resetHidden + at, product);
  }
}

INLINE void gruResetBeforeStepOf(const GruResetBeforeForward *cell, float *kept, bool masked) {
  const Step *step = &cell->forward.step;
  const size_t gate = LANES * step->call->units;
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V z = sigmoidOf(load(cell->gates + gate + at)), n = tanhOf(load(cell->candidate + at));
    const V before = load(cell->state + at);
    V next = madd(z, before, oneMinus(z) * n);
    if (masked) next = choose(openLanes(step, at), next, before);
    store(kept + gate + at, z);
    store(kept + 2 * gate + at, n);
    store(cell->state + at, next);
  }
}

INLINE void gruResetBeforeStep(Forward *forward) {
  const GruResetBeforeForward *cell = (GruResetBeforeForward *)forward;
  const size_t units = forward->step.call->units, depth = cell->depth;
  float *kept = keptRows(&forward->step, 4 * units, 0);
  multiply(cell->gateWeights, 2 * units, depth, depth, cell->state, cell->gates, LANES, false);
  resetStates(cell, kept);
  multiply(cell->candidateWeights, units, depth, depth, forward->input, cell->candidate, LANES, false);
  if (forward->step.call->mask) gruResetBeforeStepOf(cell, kept, true);
  else gruResetBeforeStepOf(cell, kept, false);
}

static const ForwardCell gruResetBeforeForwardCell = {
  takeGruResetBefore, packGruResetBefore, beginGruResetBefore, gruResetBeforeStep,
};

static void gruResetBeforeForwardStrip(const void *pass, size_t strip, size_t worker) {
  GruResetBeforeForward cell;
  forwardStrip(pass, strip, worker, &cell.forward, gruResetBeforeForwardCell);
}

static size_t gruResetBeforeForward(const Sequence *call, Pool *pool) {
  GruResetBeforeForward cell;
  return runForward(call, pool, &cell.forward, gruResetBeforeForwardCell, gruResetBeforeForwardStrip);
}

// dz holds dr dz dn.
typedef struct {
  Backward backward;
  float *candidateWeights; // R_n packed for d(r ∘ h) = R_n·dn
  float *dCandidate; // the part dn of dz
  float *dReset; // strip d(r ∘ h)
  float *previous; // strip
  float *left; // [x; 1]
  float *leftHidden; // [h]
  float *leftReset; // [r ∘ h]
  float *right; // dr dz
  float *rightCandidate; // dn
  float *resetRows; // r ∘ h of a strip's examples, one after the other
  float *sumGatesInput, *sumCandidateInput, *sumGatesHidden, *sumCandidateReset;
  GruResetBeforeForward again; // where there is no reserve
} GruResetBeforeBackward;

INLINE void takeGruResetBeforeBackward(Backward *backward, Scratch *shared, Scratch *own, Scratch *sums) {
  GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const size_t features = backward->step.call->features, units = backward->step.call->units;
  takeBackward(backward, shared, own, 3 * units, 2 * units, 3 * units);
  cell->candidateWeights = take(shared, packedRows(units) * units);
  cell->dCandidate = backward->dz + LANES * 2 * units;
  cell->dReset = take(own, packedRows(units) * LANES);
  cell->previous = take(own, units * LANES);
  cell->left = takeLeft(own, features + 1);
  cell->leftHidden = takeLeft(own, units);
  cell->leftReset = takeLeft(own, units);
  cell->right = takeRight(own, 2 * units);
  cell->rightCandidate = takeRight(own, units);
  cell->resetRows = take(own, LANES * units);
  cell->sumGatesInput = takeSum(sums, features + 1, 2 * units);
  cell->sumCandidateInput = takeSum(sums, features + 1, units);
  cell->sumGatesHidden = takeSum(sums, units, 2 * units);
  cell->sumCandidateReset = takeSum(sums, units, units);
  cell->again.forward.step.call = backward->step.call;
  if (backward->step.call->reserve) return;
  takeGruResetBefore(&cell->again.forward, shared, own);
  backward->step.ownRows = cell->again.forward.step.ownRows;
}

INLINE void packGruResetBeforeBackward(Backward *backward) {
  const GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const Sequence *call = backward->step.call;
  const size_t units = call->units, width = 3 * units, both = 2 * units;
  if (call->dX) packLeft(call->inputKernel, width, 1, call->features, width, backward->inputWeights);
  packLeft(call->recurrentKernel, width, 1, units, both, backward->recurrentWeights);
  packLeft(call->recurrentKernel + both, width, 1, units, units, cell->candidateWeights);
  if (!call->reserve) packGruResetBefore(&((GruResetBeforeBackward *)backward)->again.forward);
}

/** From dh of this step to dz and dn, and to z ∘ dh, which reaches the previous step without a product. */
INLINE void gruResetBeforeBackwardStepOf(const GruResetBeforeBackward *cell, const float *kept, bool masked) {
  const Backward *backward = &cell->backward;
  const Step *step = &backward->step;
  const size_t gate = LANES * step->call->units;
  const V zero = splat(0);
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V z = load(kept + gate + at), n = load(kept + 2 * gate + at), dh = load(backward->dh + at);
    V dn = dh * oneMinus(z) * oneMinus(n * n);
    V dz = dh * (load(cell->previous + at) - n) * (z * oneMinus(z)), carried = dh * z;
    if (masked) {
      const I open = openLanes(step, at);
      dn = choose(open, dn, zero);
      dz = choose(open, dz, zero);
      carried = choose(open, carried, dh);
    }
    store(backward->dz + gate + at, dz);
    store(backward->dz + 2 * gate + at, dn);
    store(backward->dh + at, carried);
  }
}

/** From d(r ∘ h), zero where the step was masked, to dr and to its part r ∘ d(r ∘ h) of the previous dh. */
INLINE void resetBackward(const GruResetBeforeBackward *cell, const float *kept) {
  const Backward *backward = &cell->backward;
  for (size_t at = 0; at < LANES * backward->step.call->units; at += WIDTH) {
    const V r = load(kept + at), d = load(cell->dReset + at);
    store(backward->dz + at, d * load(cell->previous + at) * (r * oneMinus(r)));
    store(backward->dh + at, madd(d, r, load(backward->dh + at)));
  }
}

INLINE void beginGruResetBeforeBackward(Backward *backward) {
  if (!backward->step.call->reserve) beginGruResetBefore(&((GruResetBeforeBackward *)backward)->again.forward);
}

INLINE void gruResetBeforeBackwardStep(Backward *backward) {
  GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const Step *step = &backward->step;
  const size_t units = step->call->units;
  gather(backward->before, backward->beforeStep, step->lanes, units, cell->previous);
  if (!step->call->reserve) {
    gatherState(backward, &cell->again.forward);
    gruResetBeforeStep(&cell->again.forward);
  }
  const float *kept = keptRows(step, 4 * units, 0);
  if (step->call->mask) gruResetBeforeBackwardStepOf(cell, kept, true);
  else gruResetBeforeBackwardStepOf(cell, kept, false);
  multiply(cell->candidateWeights, units, units, units, cell->dCandidate, cell->dReset, LANES, false);
  resetBackward(cell, kept);
}

INLINE void collectGruResetBefore(Backward *backward, size_t depth) {
  const GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const Step *step = &backward->step;
  const size_t units = step->call->units;
  collectRight(backward->dz, 2 * units, depth, cell->right);
  collectRight(cell->dCandidate, units, depth, cell->rightCandidate);
  scatter(keptRows(step, 4 * units, 0) + LANES * 3 * units, cell->resetRows, units, step->lanes, units);
  collectInputs(backward, 1, 0, depth, cell->left);
  collectStates(backward, 0, backward->before, backward->beforeStep, units, depth, cell->leftHidden);
  collectStates(backward, 0, cell->resetRows, units, units, depth, cell->leftReset);
}

INLINE void multiplyGruResetBefore(Backward *backward, size_t depth) {
  const GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const size_t inputs = backward->step.call->features + 1, units = backward->step.call->units;
  addProduct(cell->left, inputs, cell->right, 2 * units, depth, cell->sumGatesInput);
  addProduct(cell->left, inputs, cell->rightCandidate, units, depth, cell->sumCandidateInput);
  addProduct(cell->leftHidden, units, cell->right, 2 * units, depth, cell->sumGatesHidden);
  addProduct(cell->leftReset, units, cell->rightCandidate, units, depth, cell->sumCandidateReset);
}

INLINE void writeGruResetBefore(Backward *backward) {
  const GruResetBeforeBackward *cell = (GruResetBeforeBackward *)backward;
  const Sequence *call = backward->step.call;
  const size_t features = call->features, units = call->units, width = 3 * units, both = 2 * units;
  copyColumns(cell->sumGatesInput, 0, features, both, call->dInputKernel, width);
  copyColumns(cell->sumCandidateInput, 0, features, units, call->dInputKernel + both, width);
  copyColumns(cell->sumGatesHidden, 0, units, both, call->dRecurrentKernel, width);
  copyColumns(cell->sumCandidateReset, 0, units, units, call->dRecurrentKernel + both, width);
  if (!call->dBias) return;
  copyColumns(cell->sumGatesInput, features, 1, both, call->dBias, width);
  copyColumns(cell->sumCandidateInput, features, 1, units, call->dBias + both, width);
}

static const BackwardCell gruResetBeforeBackwardCell = {
  takeGruResetBeforeBackward, packGruResetBeforeBackward, beginGruResetBeforeBackward, gruResetBeforeBackwardStep,
  collectGruResetBefore, multiplyGruResetBefore, nothingBackward, writeGruResetBefore,
};

static void gruResetBeforeBackwardGroup(const void *pass, size_t group, size_t worker) {
  GruResetBeforeBackward cell = {0};
  backwardGroup(pass, group, worker, &cell.backward, gruResetBeforeBackwardCell);
}

static size_t gruResetBeforeBackward(const Sequence *call, Pool *pool) {
  GruResetBeforeBackward cell = {0};
  return runBackward(call, pool, &cell.backward, gruResetBeforeBackwardCell, gruResetBeforeBackwardGroup);
}
