// The loops over strips and over steps, which every cell goes through. A cell is a table of functions, a constant where
// a loop is called, so that the loop is compiled for each cell, with direct calls.
#pragma once
#include "kernels.h"
#include "pack.h"
#include "scratch.h"
#include "strip.h"
#include "weight-gradient.h"

/** Calls with less arithmetic than this are not worth waking a thread for. */
#define FLOP_FOR_THREADS 1e6
/** Groups of strips whose gradients are summed apart: as many threads as these can share a backward pass. */
#define MOST_GROUPS 16
/** What their sums may take together. */
#define MOST_SUM_BYTES ((size_t)1 << 27)

/** The step at hand of a strip. */
typedef struct {
  const Sequence *call;
  size_t first; // the strip's first example
  size_t lanes; // how many of LANES exist
  size_t n; // the steps taken before it
  size_t at; // where its first example stands in [batch, steps]
  size_t place; // of the strip's step in [strips, steps]
  ptrdiff_t back; // the direction to the step before
  size_t hiddenStep; // floats from one example to the next in [batch, steps, units]
  int32_t *maskRow; // all ones where an example takes it
  float *ownRows; // where there is no reserve, the rows of the step at hand
} Step;

INLINE void beginStrip(Step *step, size_t strip) {
  step->first = strip * LANES;
  step->lanes = smaller(LANES, step->call->batch - step->first);
  step->back = step->call->reverse ? 1 : -1;
  step->hiddenStep = step->call->steps * step->call->units;
}

INLINE void beginStep(Step *step, size_t n) {
  const Sequence *call = step->call;
  const size_t t = call->reverse ? call->steps - 1 - n : n;
  step->n = n;
  step->at = step->first * call->steps + t;
  step->place = step->first / LANES * call->steps + t;
  if (call->mask) gatherMask(call->mask + step->at, call->steps, step->lanes, step->maskRow);
}

/** The lanes of a strip's floats from `at` on that take the step. */
INLINE I openLanes(const Step *step, size_t at) { return *(const I *)(step->maskRow + at % LANES); }

/**
 * What the reserve, `rows` rows for each strip and step, keeps of this step, or of one `offset` from it. Without a reserve
 * they are the rows of the step at hand, which a backward pass computes again.
 */
INLINE float *keptRows(const Step *step, size_t rows, ptrdiff_t offset) {
  if (!step->call->reserve) return step->ownRows;
  return step->call->reserve + LANES * rows * (step->place + offset);
}

/** Floats of a reserve of `rows` rows for each strip and step. */
INLINE size_t reserveFloats(size_t batch, size_t steps, size_t rows) { return whole(batch, LANES) * steps * rows; }

/** A pass as all its threads see it: the scratch memory of all, of each thread, and for the sums of each group. */
typedef struct {
  const Sequence *call;
  uintptr_t shared, own, sums;
  size_t ownBytes, sumBytes, groups;
} Pass;

INLINE size_t stripsOf(const Sequence *call) { return (call->batch + LANES - 1) / LANES; }

INLINE bool isWorthThreads(const Sequence *call) {
  return 2.0 * call->batch * call->steps * call->units * (call->features + call->units) >= FLOP_FOR_THREADS;
}

/** `parallel`, on one thread where there is little to do. */
INLINE void share(
    Pool *pool, const Sequence *call, size_t parts, void (*work)(const void *, size_t, size_t), const void *context) {
  if (isWorthThreads(call)) parallel(pool, parts, work, context);
  else for (size_t part = 0; part < parts; part++) work(context, part, 0);
}

/** A strip on its way forward: the strip of the state has x at `input` and h at `h`. */
typedef struct {
  Step step;
  float *input, *h;
} Forward;

typedef struct {
  /** Takes the areas that all threads share and those of each. */
  void (*take)(Forward *, Scratch *shared, Scratch *own);
  /** Packs the weights into what all share. */
  void (*pack)(Forward *);
  /** Before a strip's first step. */
  void (*begin)(Forward *);
  /** From the state, with x gathered into it, to the next h there. */
  void (*step)(Forward *);
} ForwardCell;

INLINE void takeForward(Forward *forward, const Sequence *call, Scratch *shared, Scratch *own, const ForwardCell cell) {
  forward->step.call = call;
  forward->step.maskRow = (int32_t *)take(own, LANES);
  cell.take(forward, shared, own);
}

/** Every step of one strip. */
INLINE void forwardStrip(const void *context, size_t strip, size_t worker, Forward *forward, const ForwardCell cell) {
  const Pass *pass = context;
  const Sequence *call = pass->call;
  Scratch shared = scratchAt(pass->shared), own = scratchAt(pass->own + worker * pass->ownBytes);
  takeForward(forward, call, &shared, &own, cell);
  Step *step = &forward->step;
  beginStrip(step, strip);
  gather(call->initialHidden + step->first * call->units, call->units, step->lanes, call->units, forward->h);
  cell.begin(forward);
  for (size_t n = 0; n < call->steps; n++) {
    beginStep(step, n);
    const float *x = call->x + step->at * call->features;
    gather(x, call->steps * call->features, step->lanes, call->features, forward->input);
    cell.step(forward);
    scatter(forward->h, call->hidden + step->at * call->units, step->hiddenStep, step->lanes, call->units);
  }
}

/** A forward pass: its strips go to whichever thread is free. */
INLINE size_t runForward(
    const Sequence *call, Pool *pool, Forward *forward, const ForwardCell cell, void (*strip)(const void *, size_t, size_t)) {
  Scratch shared = scratchAt((uintptr_t)call->scratch), own = scratchAt(0);
  Pass pass = {.call = call, .shared = shared.next};
  takeForward(forward, call, &shared, &own, cell);
  pass.own = shared.next;
  pass.ownBytes = own.next;
  if (!call->scratch) return pass.own + threadsOf(pool) * pass.ownBytes + LINE;
  cell.pack(forward);
  share(pool, call, stripsOf(call), strip, &pass);
  return 0;
}

/** A strip on its way back. */
typedef struct {
  Step step;
  const float *before; // the hidden state before the step
  size_t beforeStep; // floats from one example to the next there
  float *inputWeights; // K packed for dx = K·dz
  float *recurrentWeights; // R packed for dh = R·dz
  float *dh, *dz, *incoming; // strips
  float *dStates; // the part of dz that meets R
  size_t inputRows; // how many rows of dz meet K
  size_t stateRows; // and R
  size_t rows; // of dz
  float *dx;
  float *example; // one example's [x 1 h]
} Backward;

typedef struct {
  /** Takes the areas that all threads share, those of each, and the sums of a group. */
  void (*take)(Backward *, Scratch *shared, Scratch *own, Scratch *sums);
  /** Packs the weights into what all share. */
  void (*pack)(Backward *);
  /** Before the step of a strip that comes first. */
  void (*begin)(Backward *);
  /** From dh to dz, and to what reaches the dh of the step before without a product. */
  void (*step)(Backward *);
  /** Collects the two sides of the weights' gradient, at `depth`. */
  void (*collect)(Backward *, size_t depth);
  /** Adds the product of what was collected to the sums. */
  void (*multiply)(Backward *, size_t depth);
  /** After the last step of a strip. */
  void (*end)(Backward *);
  /** Writes the gradients of the weights out of the sums. */
  void (*write)(Backward *);
} BackwardCell;

/** The same for a dz of `rows` rows, of which the first `width` meet K and `across` meet R. */
INLINE void takeBackward(
    Backward *backward, Scratch *shared, Scratch *own, size_t width, size_t across, size_t rows) {
  const size_t features = backward->step.call->features, units = backward->step.call->units;
  backward->inputRows = width;
  backward->stateRows = across;
  backward->rows = rows;
  backward->inputWeights = take(shared, packedRows(features) * width);
  backward->recurrentWeights = take(shared, packedRows(units) * across);
  backward->dx = take(own, packedRows(features) * LANES);
  backward->dh = take(own, packedRows(units) * LANES);
  backward->dz = take(own, (rows + SPARE_ROWS) * LANES);
  backward->dStates = backward->dz;
  backward->incoming = take(own, units * LANES);
  backward->example = take(own, packedRows(features + 1 + units));
}

INLINE void takeAll(
    Backward *backward, const Sequence *call, Scratch *shared, Scratch *own, Scratch *sums, const BackwardCell cell) {
  backward->step.call = call;
  backward->step.maskRow = (int32_t *)take(own, LANES);
  cell.take(backward, shared, own, sums);
}

/** One step back: whatever reaches dh, then dz, dx and the dh of the step before. */
INLINE void backwardStep(Backward *backward, size_t n, const BackwardCell cell) {
  Step *step = &backward->step;
  const Sequence *call = step->call;
  const size_t features = call->features, units = call->units;
  beginStep(step, n);
  backward->before = n == 0 ? call->initialHidden + units * step->first : call->hidden + units * (step->at + step->back);
  backward->beforeStep = n == 0 ? units : step->hiddenStep;
  gather(call->dHidden + units * step->at, step->hiddenStep, step->lanes, units, backward->incoming);
  add(backward->dh, backward->incoming, units * LANES);
  cell.step(backward);
  if (call->dX) {
    const size_t depth = backward->inputRows;
    multiply(backward->inputWeights, features, depth, depth, backward->dz, backward->dx, LANES, false);
    scatter(backward->dx, call->dX + step->at * features, call->steps * features, step->lanes, features);
  }
  const size_t depth = backward->stateRows;
  multiply(backward->recurrentWeights, units, depth, depth, backward->dStates, backward->dh, LANES, true);
}

/** The strips of one group, one after the other, from the last step of each to the first. */
INLINE void backwardGroup(const void *context, size_t group, size_t worker, Backward *backward, const BackwardCell cell) {
  const Pass *pass = context;
  const Sequence *call = pass->call;
  Scratch shared = scratchAt(pass->shared), own = scratchAt(pass->own + worker * pass->ownBytes);
  Scratch sums = scratchAt(pass->sums + group * pass->sumBytes);
  memset((void *)sums.next, 0, pass->sumBytes);
  takeAll(backward, call, &shared, &own, &sums, cell);
  Step *step = &backward->step;
  const size_t strips = stripsOf(call);
  size_t depth = 0;
  fillStrip(backward->dz + LANES * backward->rows, SPARE_ROWS, 0);
  for (size_t strip = strips * group / pass->groups; strip < strips * (group + 1) / pass->groups; strip++) {
    beginStrip(step, strip);
    fillStrip(backward->dh, call->units, 0);
    cell.begin(backward);
    for (size_t n = call->steps; n-- > 0;) {
      backwardStep(backward, n, cell);
      cell.collect(backward, depth);
      depth += step->lanes;
      if (isFull(depth)) {
        cell.multiply(backward, depth);
        depth = 0;
      }
    }
    cell.end(backward);
    scatter(backward->dh, call->dInitialHidden + step->first * call->units, call->units, step->lanes, call->units);
  }
  if (depth > 0) cell.multiply(backward, depth);
}

#define ADDED_FLOATS ((size_t)1 << 14)

/** Adds the sums of all groups, in their order, to those of the first: one part of the floats. */
static inline void addGroups(const void *context, size_t part, size_t worker) {
  (void)worker;
  const Pass *pass = context;
  const size_t floats = pass->sumBytes / sizeof(float), from = part * ADDED_FLOATS;
  float *total = (float *)pass->sums + from;
  for (size_t group = 1; group < pass->groups; group++)
    add(total, (float *)pass->sums + group * floats + from, smaller(ADDED_FLOATS, floats - from));
}

/**
 * A backward pass. Strips are in groups, by the sizes alone, whose gradients are summed apart and then in order: the
 * same numbers come out whichever threads there are.
 */
INLINE size_t runBackward(
    const Sequence *call, Pool *pool, Backward *backward, const BackwardCell cell, void (*group)(const void *, size_t, size_t)) {
  Scratch shared = scratchAt((uintptr_t)call->scratch), own = scratchAt(0), sums = scratchAt(0);
  Pass pass = {.call = call, .shared = shared.next};
  takeAll(backward, call, &shared, &own, &sums, cell);
  pass.own = shared.next;
  pass.ownBytes = own.next;
  pass.sums = pass.own + threadsOf(pool) * pass.ownBytes;
  pass.sumBytes = sums.next;
  const size_t most = smaller(MOST_GROUPS, MOST_SUM_BYTES / pass.sumBytes);
  pass.groups = smaller(stripsOf(call), most < 1 ? 1 : most);
  if (!call->scratch) return pass.sums + pass.groups * pass.sumBytes + LINE;
  cell.pack(backward);
  share(pool, call, pass.groups, group, &pass);
  if (pass.groups > 1) share(pool, call, (pass.sumBytes / sizeof(float) + ADDED_FLOATS - 1) / ADDED_FLOATS, addGroups, &pass);
  sums = scratchAt(pass.sums);
  shared = scratchAt(pass.shared);
  own = scratchAt(pass.own);
  takeAll(backward, call, &shared, &own, &sums, cell);
  cell.write(backward);
  return 0;
}

/** In a backward pass, what the forward pass had at this step: x at `input`, the hidden state before it at `h`. */
INLINE void gatherState(const Backward *backward, Forward *forward) {
  const Step *step = &backward->step;
  const Sequence *call = step->call;
  forward->step = *step;
  gather(call->x + step->at * call->features, call->steps * call->features, step->lanes, call->features, forward->input);
  gather(backward->before, backward->beforeStep, step->lanes, call->units, forward->h);
}

/** Collects x of this step, a 1 behind it if `one` is 1, and the state before it if `units` is not 0. */
INLINE void collectInputs(Backward *backward, size_t one, size_t units, size_t depth, float *left) {
  const Sequence *call = backward->step.call;
  const float *x = call->x + backward->step.at * call->features;
  collectLeft(
    x, call->steps * call->features, call->features, one, backward->before, backward->beforeStep, units,
    backward->step.lanes, depth, backward->example, left);
}

/** Collects `units` numbers of each example at `from`, with a 1 before them if `one` is 1. */
INLINE void collectStates(
    Backward *backward, size_t one, const float *from, size_t step, size_t units, size_t depth, float *left) {
  collectLeft(NULL, 0, 0, one, from, step, units, backward->step.lanes, depth, backward->example, left);
}

INLINE void nothingForward(Forward *forward) { (void)forward; }
INLINE void nothingBackward(Backward *backward) { (void)backward; }
