// The GRU that resets after the recurrent product: n = tanh(u + r ∘ v) with u = [x; 1]·[K_n; b_n] and v = [1; h]·[c_n; R_n].
// The state strip [x; 1; h] holds the right sides of all three products; r and z use the whole of it. The reserve keeps,
// per strip and step, the rows r z n v (4H); without one the backward pass computes them again from x and h, to the same
// bits.
#pragma once
#include "activations.h"
#include "sequence.h"

/** Floats of the reserve, with either place of the reset gate. */
static size_t gruReserve(size_t batch, size_t steps, size_t units) { return reserveFloats(batch, steps, 4 * units); }

typedef struct {
  Forward forward;
  float *gateWeights; // [K; b + c; R] of r and z
  float *uWeights; // [K; b] of n
  float *vWeights; // [c; R] of n
  float *biases; // b + c of r and z, b of n, c of n
  size_t one;
  float *state; // strip [x; 1; h]
  float *gates, *u, *v; // strips
} GruForward;

INLINE void takeGru(Forward *forward, Scratch *shared, Scratch *own) {
  GruForward *cell = (GruForward *)forward;
  const Sequence *call = forward->step.call;
  const size_t features = call->features, units = call->units;
  cell->one = call->bias || call->recurrentBias ? 1 : 0;
  cell->gateWeights = take(shared, packedRows(2 * units) * (features + cell->one + units));
  cell->uWeights = take(shared, packedRows(units) * (features + cell->one));
  cell->vWeights = take(shared, packedRows(units) * (cell->one + units));
  cell->biases = take(shared, 4 * units);
  cell->state = take(own, (features + cell->one + units) * LANES);
  cell->gates = take(own, packedRows(2 * units) * LANES);
  cell->u = take(own, packedRows(units) * LANES);
  cell->v = take(own, packedRows(units) * LANES);
  forward->step.ownRows = call->reserve ? NULL : take(own, 4 * units * LANES);
  forward->input = cell->state;
  forward->h = cell->state + LANES * (features + cell->one);
}

INLINE void packGruBiases(const GruForward *cell) {
  const Sequence *call = cell->forward.step.call;
  const size_t features = call->features, units = call->units, width = 3 * units, both = 2 * units;
  for (size_t j = 0; j < width; j++) {
    const float b = call->bias ? call->bias[j] : 0, c = call->recurrentBias ? call->recurrentBias[j] : 0;
    cell->biases[j] = j < both ? b + c : b;
    if (j >= both) cell->biases[j + units] = c;
  }
  packLeftPart(cell->biases, 1, width, both, features, 1, features + 1 + units, cell->gateWeights);
  packLeftPart(cell->biases + both, 1, width, units, features, 1, features + 1, cell->uWeights);
  packLeftPart(cell->biases + width, 1, width, units, 0, 1, 1 + units, cell->vWeights);
}

INLINE void packGru(Forward *forward) {
  const GruForward *cell = (GruForward *)forward;
  const Sequence *call = forward->step.call;
  const size_t features = call->features, units = call->units, one = cell->one;
  const size_t width = 3 * units, both = 2 * units, depth = features + one + units; // n stands behind r and z
  packLeftPart(call->inputKernel, 1, width, both, 0, features, depth, cell->gateWeights);
  packLeftPart(call->recurrentKernel, 1, width, both, features + one, units, depth, cell->gateWeights);
  packLeftPart(call->inputKernel + both, 1, width, units, 0, features, features + one, cell->uWeights);
  packLeftPart(call->recurrentKernel + both, 1, width, units, one, units, one + units, cell->vWeights);
  if (one) packGruBiases(cell);
}

INLINE void beginGru(Forward *forward) {
  const GruForward *cell = (GruForward *)forward;
  fillStrip(cell->state + LANES * forward->step.call->features, cell->one, 1);
}

INLINE void gruStepOf(const GruForward *cell, float *kept, bool masked) {
  const Step *step = &cell->forward.step;
  const size_t gate = LANES * step->call->units;
  float *h = cell->forward.h;
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V r = sigmoidOf(load(cell->gates + at)), z = sigmoidOf(load(cell->gates + gate + at));
    const V v = load(cell->v + at), n = tanhOf(madd(r, v, load(cell->u + at))), before = load(h + at);
    V next = madd(z, before, oneMinus(z) * n);
    if (masked) next = choose(openLanes(step, at), next, before);
    store(kept + at, r);
    store(kept + gate + at, z);
    store(kept + 2 * gate + at, n);
    store(kept + 3 * gate + at, v);
    store(h + at, next);
  }
}

INLINE void gruStep(Forward *forward) {
  const GruForward *cell = (GruForward *)forward;
  const Sequence *call = forward->step.call;
  const size_t units = call->units, fromInput = call->features + cell->one, fromState = cell->one + units;
  const size_t depth = call->features + fromState;
  multiply(cell->gateWeights, 2 * units, depth, depth, cell->state, cell->gates, LANES, false);
  multiply(cell->uWeights, units, fromInput, fromInput, cell->state, cell->u, LANES, false);
  multiply(cell->vWeights, units, fromState, fromState, cell->state + LANES * call->features, cell->v, LANES, false);
  float *kept = keptRows(&forward->step, 4 * units, 0);
  if (call->mask) gruStepOf(cell, kept, true);
  else gruStepOf(cell, kept, false);
}

static const ForwardCell gruForwardCell = {takeGru, packGru, beginGru, gruStep};

static void gruForwardStrip(const void *pass, size_t strip, size_t worker) {
  GruForward cell;
  forwardStrip(pass, strip, worker, &cell.forward, gruForwardCell);
}

static size_t gruForward(const Sequence *call, Pool *pool) {
  GruForward cell;
  return runForward(call, pool, &cell.forward, gruForwardCell, gruForwardStrip);
}

// dz holds du dr dz dv, so that what meets K and what meets R both lie together.
typedef struct {
  Backward backward;
  float *dGates, *dv; // its parts dr dz dv
  float *previous; // strip
  float *left; // [x; 1]
  float *leftHidden; // [1; h]
  float *right; // dr dz
  float *rightU, *rightV;
  float *sumGatesInput; // [x; 1]ᵀ·[dr dz]
  float *sumU; // [x; 1]ᵀ·du
  float *sumGatesHidden; // [1; h]ᵀ·[dr dz]
  float *sumV; // [1; h]ᵀ·dv
  GruForward again; // where there is no reserve
} GruBackward;

INLINE void takeGruBackward(Backward *backward, Scratch *shared, Scratch *own, Scratch *sums) {
  GruBackward *cell = (GruBackward *)backward;
  const size_t features = backward->step.call->features, units = backward->step.call->units;
  takeBackward(backward, shared, own, 3 * units, 3 * units, 4 * units);
  cell->dGates = backward->dz + LANES * units;
  cell->dv = cell->dGates + LANES * 2 * units;
  backward->dStates = cell->dGates;
  cell->previous = take(own, units * LANES);
  cell->left = takeLeft(own, features + 1);
  cell->leftHidden = takeLeft(own, 1 + units);
  cell->right = takeRight(own, 2 * units);
  cell->rightU = takeRight(own, units);
  cell->rightV = takeRight(own, units);
  cell->sumGatesInput = takeSum(sums, features + 1, 2 * units);
  cell->sumU = takeSum(sums, features + 1, units);
  cell->sumGatesHidden = takeSum(sums, 1 + units, 2 * units);
  cell->sumV = takeSum(sums, 1 + units, units);
  cell->again.forward.step.call = backward->step.call;
  if (backward->step.call->reserve) return;
  takeGru(&cell->again.forward, shared, own);
  backward->step.ownRows = cell->again.forward.step.ownRows;
}

INLINE void packGruBackward(Backward *backward) {
  const Sequence *call = backward->step.call;
  const size_t features = call->features, units = call->units, width = 3 * units, both = 2 * units;
  if (call->dX) {
    packLeftPart(call->inputKernel + both, width, 1, features, 0, units, width, backward->inputWeights);
    packLeftPart(call->inputKernel, width, 1, features, units, both, width, backward->inputWeights);
  }
  packLeft(call->recurrentKernel, width, 1, units, width, backward->recurrentWeights);
  if (!call->reserve) packGru(&((GruBackward *)backward)->again.forward);
}

/** From dh of this step to du dr dz dv, and to z ∘ dh, which reaches the previous step without a product. */
INLINE void gruBackwardStepOf(const GruBackward *cell, const float *kept, bool masked) {
  const Backward *backward = &cell->backward;
  const Step *step = &backward->step;
  const size_t gate = LANES * step->call->units;
  const V zero = splat(0);
  for (size_t at = 0; at < gate; at += WIDTH) {
    const V r = load(kept + at), z = load(kept + gate + at), n = load(kept + 2 * gate + at), v = load(kept + 3 * gate + at);
    const V dh = load(backward->dh + at);
    V du = dh * oneMinus(z) * oneMinus(n * n);
    V dz = dh * (load(cell->previous + at) - n) * (z * oneMinus(z));
    V dr = du * v * (r * oneMinus(r)), dv = du * r, carried = dh * z;
    if (masked) {
      const I open = openLanes(step, at);
      du = choose(open, du, zero);
      dz = choose(open, dz, zero);
      dr = choose(open, dr, zero);
      dv = choose(open, dv, zero);
      carried = choose(open, carried, dh);
    }
    float *to = backward->dz + at;
    store(to, du);
    store(to + gate, dr);
    store(to + 2 * gate, dz);
    store(to + 3 * gate, dv);
    store(backward->dh + at, carried);
  }
}

INLINE void beginGruBackward(Backward *backward) {
  if (!backward->step.call->reserve) beginGru(&((GruBackward *)backward)->again.forward);
}

INLINE void gruBackwardStep(Backward *backward) {
  GruBackward *cell = (GruBackward *)backward;
  const Step *step = &backward->step;
  const size_t units = step->call->units;
  gather(backward->before, backward->beforeStep, step->lanes, units, cell->previous);
  const float *kept = keptRows(step, 4 * units, 0);
  if (!step->call->reserve) {
    gatherState(backward, &cell->again.forward);
    gruStep(&cell->again.forward);
  }
  if (step->call->mask) gruBackwardStepOf(cell, kept, true);
  else gruBackwardStepOf(cell, kept, false);
}

INLINE void collectGru(Backward *backward, size_t depth) {
  const GruBackward *cell = (GruBackward *)backward;
  const size_t units = backward->step.call->units;
  collectRight(backward->dz, units, depth, cell->rightU);
  collectRight(cell->dGates, 2 * units, depth, cell->right);
  collectRight(cell->dv, units, depth, cell->rightV);
  collectInputs(backward, 1, 0, depth, cell->left);
  collectStates(backward, 1, backward->before, backward->beforeStep, units, depth, cell->leftHidden);
}

INLINE void multiplyGru(Backward *backward, size_t depth) {
  const GruBackward *cell = (GruBackward *)backward;
  const size_t inputs = backward->step.call->features + 1, units = backward->step.call->units;
  addProduct(cell->left, inputs, cell->right, 2 * units, depth, cell->sumGatesInput);
  addProduct(cell->left, inputs, cell->rightU, units, depth, cell->sumU);
  addProduct(cell->leftHidden, 1 + units, cell->right, 2 * units, depth, cell->sumGatesHidden);
  addProduct(cell->leftHidden, 1 + units, cell->rightV, units, depth, cell->sumV);
}

INLINE void writeGru(Backward *backward) {
  const GruBackward *cell = (GruBackward *)backward;
  const Sequence *call = backward->step.call;
  const size_t features = call->features, units = call->units, width = 3 * units, both = 2 * units;
  copyColumns(cell->sumGatesInput, 0, features, both, call->dInputKernel, width);
  copyColumns(cell->sumU, 0, features, units, call->dInputKernel + both, width);
  copyColumns(cell->sumGatesHidden, 1, units, both, call->dRecurrentKernel, width);
  copyColumns(cell->sumV, 1, units, units, call->dRecurrentKernel + both, width);
  if (call->dBias) {
    copyColumns(cell->sumGatesInput, features, 1, both, call->dBias, width);
    copyColumns(cell->sumU, features, 1, units, call->dBias + both, width);
  }
  if (call->dRecurrentBias) {
    copyColumns(cell->sumGatesHidden, 0, 1, both, call->dRecurrentBias, width);
    copyColumns(cell->sumV, 0, 1, units, call->dRecurrentBias + both, width);
  }
}

static const BackwardCell gruBackwardCell = {
  takeGruBackward, packGruBackward, beginGruBackward, gruBackwardStep, collectGru, multiplyGru, nothingBackward, writeGru,
};

static void gruBackwardGroup(const void *pass, size_t group, size_t worker) {
  GruBackward cell = {0};
  backwardGroup(pass, group, worker, &cell.backward, gruBackwardCell);
}

static size_t gruBackward(const Sequence *call, Pool *pool) {
  GruBackward cell = {0};
  return runBackward(call, pool, &cell.backward, gruBackwardCell, gruBackwardGroup);
}
