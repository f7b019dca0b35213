import { sigmoid, tanh } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, take } from './scratch';
import { BackwardCell, ForwardCell, before, beforeStep, collectInputs, collectStates, dh, dz, endBackward, firstGroup, firstStrip, gatherState, hiddenSize, inputSize, inputWeights, isKept, keptRows, lanes, maskRow, masked, recurrentWeights, runBackward, runForward, startBackward, startForward } from './sequence';
import { fillStrip, gather, scatter } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';
import { addProduct, collectRight, copyColumns, endSums, startSums, takeLeft, takeRight, takeSum } from './weight-gradient';

// The GRU that resets before the recurrent product, as first published: 
// n = tanh([x; 1; r ∘ h]·[K_n; b_n; R_n]) must wait for r, so a step is two products. The state strip is
// [h; x; 1; r ∘ h]: r and z read its front, n its back.
// The reserve keeps, per strip and step, the rows r z n (r ∘ h) (4H); without one the backward pass computes them again.

const KEPT: i32 = 4;

let depth: i32 = 0; // of either product
let gateWeights: usize = 0; // [R; K; b] of r and z
let candidateWeights: usize = 0; // [K; b; R] of n
let state: usize = 0; // strip [h; x; 1; r ∘ h]
let fromInput: usize = 0; // its parts [x; 1; r ∘ h]
let resetHidden: usize = 0; // and r ∘ h
let gates: usize = 0; // strips
let candidate: usize = 0;

export function gruResetBeforeForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize,
  mask: usize, hidden: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startForward(scratch, KEPT * units);
  takeForward(features, units);
  if (!scratch) return scratchBytes();
  if (!firstStrip(batch)) return 0;
  packForward(inputKernel, recurrentKernel, bias, features, units);
  runForward<Forward>(
    x, initialHidden, mask, hidden, reserve, fromInput, state, batch, steps, features, units, reverse,
  );
  return 0;
}

function takeForward(features: i32, units: i32): void {
  gateWeights = take(packedRows(2 * units) * (features + 1 + units));
  candidateWeights = take(packedRows(units) * (features + 1 + units));
  state = take((features + 1 + 2 * units) * LANES);
  gates = take(packedRows(2 * units) * LANES);
  candidate = take(packedRows(units) * LANES);
}

function packForward(inputKernel: usize, recurrentKernel: usize, bias: usize, features: i32, units: i32): void {
  const one = bias != 0 ? 1 : 0;
  const width = 3 * units;
  const both = 2 * units;
  depth = features + one + units;
  packLeftPart(recurrentKernel, 1, width, both, 0, units, depth, gateWeights);
  packLeftPart(inputKernel, 1, width, both, units, features, depth, gateWeights);
  packLeftPart(inputKernel + FLOAT * both, 1, width, units, 0, features, depth, candidateWeights);
  packLeftPart(recurrentKernel + FLOAT * both, 1, width, units, features + one, units, depth, candidateWeights);
  if (one) {
    packLeftPart(bias, 1, width, both, units + features, 1, depth, gateWeights);
    packLeftPart(bias + FLOAT * both, 1, width, units, features, 1, depth, candidateWeights);
  }
  fromInput = state + ROW * units;
  resetHidden = fromInput + ROW * (features + one);
  fillStrip(fromInput + ROW * features, 1, 1);
}

@unmanaged
class Forward extends ForwardCell {
  step(): void {
    computeStep();
  }
}

/** From the state strip to the rows that are kept and the next h. */
function computeStep(): void {
  const kept = keptRows(KEPT * hiddenSize);
  multiply(gateWeights, packedRows(2 * hiddenSize), depth, depth, state, gates, ROW, false);
  reset(kept, resetHidden, hiddenSize);
  multiply(candidateWeights, packedRows(hiddenSize), depth, depth, fromInput, candidate, ROW, false);
  stepForward(kept, hiddenSize, masked);
}

function reset(kept: usize, resetHidden: usize, hiddenSize: i32): void {
  const gate = ROW * hiddenSize;
  for (let at: usize = 0; at < gate; at += 16) {
    const r = sigmoid(v128.load(gates + at));
    const product = f32x4.mul(r, v128.load(state + at));
    v128.store(kept + at, r);
    v128.store(kept + 3 * gate + at, product);
    v128.store(resetHidden + at, product);
  }
}

function stepForward(kept: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  for (let at: usize = 0; at < gate; at += 16) {
    const z = sigmoid(v128.load(gates + gate + at));
    const n = tanh(v128.load(candidate + at));
    const before = v128.load(state + at);
    let next = madd(z, before, f32x4.mul(oneMinus(z), n));
    if (masked) next = v128.bitselect(next, before, v128.load(maskRow + (at & 16)));
    v128.store(kept + gate + at, z);
    v128.store(kept + 2 * gate + at, n);
    v128.store(state + at, next);
  }
}

// dz holds dr dz dn.
let dCandidate: usize = 0; // its part dn
let resetWeights: usize = 0; // R of n packed for d(r ∘ h) = R·dn
let dReset: usize = 0; // strip d(r ∘ h)
let previous: usize = 0;
let left: usize = 0; // [x; 1]
let leftHidden: usize = 0; // [h]
let leftReset: usize = 0; // [r ∘ h]
let right: usize = 0; // dr dz
let rightCandidate: usize = 0; // dn
let resetRows: usize = 0; // r ∘ h of eight examples, one after the other
let sumGatesInput: usize = 0;
let sumCandidateInput: usize = 0;
let sumGatesHidden: usize = 0;
let sumCandidateReset: usize = 0;

export function gruResetBeforeBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, mask: usize,
  hidden: usize, reserve: usize, dHidden: usize,
  dX: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize,
  scratch: usize, batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startBackward(scratch, features, units, 3 * units, 2 * units, 3 * units, KEPT * units);
  resetWeights = take(packedRows(units) * units);
  dReset = take(packedRows(units) * LANES);
  previous = take(units * LANES);
  left = takeLeft(features + 1);
  leftHidden = takeLeft(units);
  leftReset = takeLeft(units);
  right = takeRight(2 * units);
  rightCandidate = takeRight(units);
  resetRows = take(LANES * units);
  if (!reserve) takeForward(features, units);
  startSums();
  sumGatesInput = takeSum(features + 1, 2 * units);
  sumCandidateInput = takeSum(features + 1, units);
  sumGatesHidden = takeSum(units, 2 * units);
  sumCandidateReset = takeSum(units, units);
  const bytes = endSums(batch);
  if (!scratch) return bytes;
  if (!firstGroup()) return 0;
  const width = 3 * units;
  const both = 2 * units;
  if (dX) packLeft(inputKernel, width, 1, features, width, inputWeights);
  packLeft(recurrentKernel, width, 1, units, both, recurrentWeights);
  packLeft(recurrentKernel + FLOAT * both, width, 1, units, units, resetWeights);
  if (!reserve) packForward(inputKernel, recurrentKernel, bias, features, units);
  dCandidate = dz + ROW * both;
  runBackward<Backward>(
    x, initialHidden, mask, hidden, reserve, dHidden, dX, dInitialHidden, dz,
    batch, steps, features, units, reverse,
  );
  if (!endBackward()) return 0;
  copyColumns(sumGatesInput, 0, features, both, dInputKernel, width);
  copyColumns(sumCandidateInput, 0, features, units, dInputKernel + FLOAT * both, width);
  copyColumns(sumGatesHidden, 0, units, both, dRecurrentKernel, width);
  copyColumns(sumCandidateReset, 0, units, units, dRecurrentKernel + FLOAT * both, width);
  if (dBias) {
    copyColumns(sumGatesInput, features, 1, both, dBias, width);
    copyColumns(sumCandidateInput, features, 1, units, dBias + FLOAT * both, width);
  }
  return 0;
}

@unmanaged
class Backward extends BackwardCell {
  step(): void {
    const kept = keptRows(KEPT * hiddenSize);
    gather(before, beforeStep, lanes, hiddenSize, previous);
    if (!isKept) {
      gatherState(fromInput, state);
      computeStep();
    }
    stepBackward(kept, hiddenSize, masked);
    multiply(resetWeights, packedRows(hiddenSize), hiddenSize, hiddenSize, dCandidate, dReset, ROW, false);
    resetBackward(kept, hiddenSize);
  }

  collect(collected: i32): void {
    const row = FLOAT * hiddenSize;
    collectRight(dz, 2 * hiddenSize, lanes, collected, right);
    collectRight(dCandidate, hiddenSize, lanes, collected, rightCandidate);
    scatter(keptRows(KEPT * hiddenSize) + ROW * 3 * hiddenSize, resetRows, row, lanes, hiddenSize);
    collectInputs(1, 0, collected, left);
    collectStates(0, before, beforeStep, hiddenSize, collected, leftHidden);
    collectStates(0, resetRows, row, hiddenSize, collected, leftReset);
  }

  multiply(collected: i32): void {
    addProduct(left, inputSize + 1, right, 2 * hiddenSize, collected, sumGatesInput);
    addProduct(left, inputSize + 1, rightCandidate, hiddenSize, collected, sumCandidateInput);
    addProduct(leftHidden, hiddenSize, right, 2 * hiddenSize, collected, sumGatesHidden);
    addProduct(leftReset, hiddenSize, rightCandidate, hiddenSize, collected, sumCandidateReset);
  }
}

/** From dh of this step to dz and dn, and to z ∘ dh, which reaches the previous step without a product. */
function stepBackward(kept: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < gate; at += 16) {
    const z = v128.load(kept + gate + at);
    const n = v128.load(kept + 2 * gate + at);
    const dhHere = v128.load(dh + at);
    let dn = f32x4.mul(f32x4.mul(dhHere, oneMinus(z)), oneMinus(f32x4.mul(n, n)));
    let dzHere = f32x4.mul(
      f32x4.mul(dhHere, f32x4.sub(v128.load(previous + at), n)),
      f32x4.mul(z, oneMinus(z)),
    );
    let carried = f32x4.mul(dhHere, z);
    if (masked) {
      const open = v128.load(maskRow + (at & 16));
      dn = v128.bitselect(dn, zero, open);
      dzHere = v128.bitselect(dzHere, zero, open);
      carried = v128.bitselect(carried, dhHere, open);
    }
    v128.store(dz + gate + at, dzHere);
    v128.store(dz + 2 * gate + at, dn);
    v128.store(dh + at, carried);
  }
}

/** From d(r ∘ h), zero where the step was masked, to dr and to its part r ∘ d(r ∘ h) of the previous dh. */
function resetBackward(kept: usize, hiddenSize: i32): void {
  const gate = ROW * hiddenSize;
  for (let at: usize = 0; at < gate; at += 16) {
    const r = v128.load(kept + at);
    const d = v128.load(dReset + at);
    v128.store(dz + at, f32x4.mul(f32x4.mul(d, v128.load(previous + at)), f32x4.mul(r, oneMinus(r))));
    v128.store(dh + at, madd(d, r, v128.load(dh + at)));
  }
}
