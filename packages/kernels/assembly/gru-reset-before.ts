import { sigmoid, tanh } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, startScratch, take } from './scratch';
import { addStrip, fillStrip, gather, gatherMask, scatter } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';
import { SPARE_ROWS, addProduct, clearSum, collectLeft, collectRight, copyColumns, isFull, takeLeft, takeRight, takeSum } from './weight-gradient';

// The GRU that resets before the recurrent product, as first published: n = tanh([x; 1; r ∘ h]·[K_n; b_n; R_n]) must
// wait for r, so a step is two products. The state strip is [h; x; 1; r ∘ h]: r and z read its front, n its back.
// The reserve keeps, per strip and step, the rows r z n (r ∘ h) (4H).

let gateWeights: usize = 0; // [R; K; b] of r and z; in the gradient R packed for dh = R·[dr dz]
let candidateWeights: usize = 0; // [K; b; R] of n; in the gradient R packed for d(r ∘ h) = R·dn
let inputWeights: usize = 0; // K packed for dx = K·[dr dz dn]
let state: usize = 0; // strip [h; x; 1; r ∘ h]
let gates: usize = 0; // strips
let candidate: usize = 0;
let maskRow: usize = 0;

function layoutForward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  startScratch(scratch);
  gateWeights = take(packedRows(2 * hiddenSize) * (inputSize + 1 + hiddenSize));
  candidateWeights = take(packedRows(hiddenSize) * (inputSize + 1 + hiddenSize));
  state = take((inputSize + 1 + 2 * hiddenSize) * LANES);
  gates = take(packedRows(2 * hiddenSize) * LANES);
  candidate = take(packedRows(hiddenSize) * LANES);
  maskRow = take(LANES);
}

export function gruResetBeforeForwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutForward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function gruResetBeforeForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize,
  mask: usize, hidden: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutForward(scratch, inputSize, hiddenSize);
  const one = bias != 0 ? 1 : 0;
  const width = 3 * hiddenSize;
  const both = 2 * hiddenSize;
  const depth = inputSize + one + hiddenSize;
  packLeftPart(recurrentKernel, 1, width, both, 0, hiddenSize, depth, gateWeights);
  packLeftPart(inputKernel, 1, width, both, hiddenSize, inputSize, depth, gateWeights);
  packLeftPart(inputKernel + FLOAT * both, 1, width, hiddenSize, 0, inputSize, depth, candidateWeights);
  packLeftPart(recurrentKernel + FLOAT * both, 1, width, hiddenSize, inputSize + one, hiddenSize, depth, candidateWeights);
  if (one) {
    packLeftPart(bias, 1, width, both, hiddenSize + inputSize, 1, depth, gateWeights);
    packLeftPart(bias + FLOAT * both, 1, width, hiddenSize, inputSize, 1, depth, candidateWeights);
  }
  const fromInput = state + ROW * hiddenSize;
  const resetHidden = fromInput + ROW * (inputSize + one);
  fillStrip(fromInput + ROW * inputSize, 1, 1);

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    gather(initialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, state);
    for (let n = 0; n < steps; n++) {
      const t = reverse ? steps - 1 - n : n;
      const at = first * steps + t;
      const kept = reserve + ROW * 4 * hiddenSize * ((first >> 3) * steps + t);
      gather(x + FLOAT * at * inputSize, FLOAT * steps * inputSize, lanes, inputSize, fromInput);
      multiply(gateWeights, packedRows(both), depth, depth, state, gates, ROW, false);
      reset(kept, resetHidden, hiddenSize);
      multiply(candidateWeights, packedRows(hiddenSize), depth, depth, fromInput, candidate, ROW, false);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepForward(kept, hiddenSize, mask != 0);
      scatter(state, hidden + FLOAT * at * hiddenSize, FLOAT * steps * hiddenSize, lanes, hiddenSize);
    }
  }
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

let dx: usize = 0; // strips
let dh: usize = 0;
let dz: usize = 0; // dr dz dn
let dReset: usize = 0; // d(r ∘ h)
let incoming: usize = 0;
let previous: usize = 0;
let example: usize = 0;
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

function layoutBackward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  startScratch(scratch);
  inputWeights = take(packedRows(inputSize) * 3 * hiddenSize);
  gateWeights = take(packedRows(hiddenSize) * 2 * hiddenSize);
  candidateWeights = take(packedRows(hiddenSize) * hiddenSize);
  dx = take(packedRows(inputSize) * LANES);
  dh = take(packedRows(hiddenSize) * LANES);
  dz = take((3 * hiddenSize + SPARE_ROWS) * LANES);
  dReset = take(packedRows(hiddenSize) * LANES);
  incoming = take(hiddenSize * LANES);
  previous = take(hiddenSize * LANES);
  maskRow = take(LANES);
  example = take(1 + max(inputSize, hiddenSize));
  left = takeLeft(inputSize + 1);
  leftHidden = takeLeft(hiddenSize);
  leftReset = takeLeft(hiddenSize);
  right = takeRight(2 * hiddenSize);
  rightCandidate = takeRight(hiddenSize);
  resetRows = take(LANES * hiddenSize);
  sumGatesInput = takeSum(inputSize + 1, 2 * hiddenSize);
  sumCandidateInput = takeSum(inputSize + 1, hiddenSize);
  sumGatesHidden = takeSum(hiddenSize, 2 * hiddenSize);
  sumCandidateReset = takeSum(hiddenSize, hiddenSize);
}

export function gruResetBeforeBackwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutBackward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function gruResetBeforeBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, mask: usize,
  hidden: usize, reserve: usize, dHidden: usize,
  dInput: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize,
  scratch: usize, batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutBackward(scratch, inputSize, hiddenSize);
  const width = 3 * hiddenSize;
  const both = 2 * hiddenSize;
  if (dInput) packLeft(inputKernel, width, 1, inputSize, width, inputWeights);
  packLeft(recurrentKernel, width, 1, hiddenSize, both, gateWeights);
  packLeft(recurrentKernel + FLOAT * both, width, 1, hiddenSize, hiddenSize, candidateWeights);
  clearSum(sumGatesInput, inputSize + 1, both);
  clearSum(sumCandidateInput, inputSize + 1, hiddenSize);
  clearSum(sumGatesHidden, hiddenSize, both);
  clearSum(sumCandidateReset, hiddenSize, hiddenSize);
  fillStrip(dz + 3 * ROW * hiddenSize, SPARE_ROWS, 0);
  const inputStep = FLOAT * steps * inputSize;
  const hiddenStep = FLOAT * steps * hiddenSize;
  const row = FLOAT * hiddenSize;
  const dCandidate = dz + ROW * both;
  let collected = 0;

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    fillStrip(dh, hiddenSize, 0);
    for (let n = steps - 1; n >= 0; n--) {
      const t = reverse ? steps - 1 - n : n;
      const at = first * steps + t;
      const kept = reserve + ROW * 4 * hiddenSize * ((first >> 3) * steps + t);
      const before = n == 0
        ? initialHidden + FLOAT * first * hiddenSize
        : hidden + FLOAT * (first * steps + (reverse ? t + 1 : t - 1)) * hiddenSize;
      const beforeStep = n == 0 ? row : hiddenStep;
      gather(dHidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
      addStrip(dh, incoming, hiddenSize);
      gather(before, beforeStep, lanes, hiddenSize, previous);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepBackward(kept, hiddenSize, mask != 0);
      multiply(candidateWeights, packedRows(hiddenSize), hiddenSize, hiddenSize, dCandidate, dReset, ROW, false);
      resetBackward(kept, hiddenSize);

      if (dInput) {
        multiply(inputWeights, packedRows(inputSize), width, width, dz, dx, ROW, false);
        scatter(dx, dInput + FLOAT * at * inputSize, inputStep, lanes, inputSize);
      }
      multiply(gateWeights, packedRows(hiddenSize), both, both, dz, dh, ROW, true);

      collectRight(dz, both, lanes, collected, right);
      collectRight(dCandidate, hiddenSize, lanes, collected, rightCandidate);
      scatter(kept + ROW * width, resetRows, row, lanes, hiddenSize);
      collectLeft(x + FLOAT * at * inputSize, inputStep, inputSize, 1, 0, 0, 0, lanes, collected, example, left);
      collectLeft(0, 0, 0, 0, before, beforeStep, hiddenSize, lanes, collected, example, leftHidden);
      collectLeft(0, 0, 0, 0, resetRows, row, hiddenSize, lanes, collected, example, leftReset);
      collected += lanes;
      if (isFull(collected)) {
        addProducts(inputSize, hiddenSize, collected);
        collected = 0;
      }
    }
    scatter(dh, dInitialHidden + row * first, row, lanes, hiddenSize);
  }
  addProducts(inputSize, hiddenSize, collected);
  copyColumns(sumGatesInput, 0, inputSize, both, dInputKernel, width);
  copyColumns(sumCandidateInput, 0, inputSize, hiddenSize, dInputKernel + FLOAT * both, width);
  copyColumns(sumGatesHidden, 0, hiddenSize, both, dRecurrentKernel, width);
  copyColumns(sumCandidateReset, 0, hiddenSize, hiddenSize, dRecurrentKernel + FLOAT * both, width);
  if (dBias) {
    copyColumns(sumGatesInput, inputSize, 1, both, dBias, width);
    copyColumns(sumCandidateInput, inputSize, 1, hiddenSize, dBias + FLOAT * both, width);
  }
}

function addProducts(inputSize: i32, hiddenSize: i32, depth: i32): void {
  addProduct(left, inputSize + 1, right, 2 * hiddenSize, depth, sumGatesInput);
  addProduct(left, inputSize + 1, rightCandidate, hiddenSize, depth, sumCandidateInput);
  addProduct(leftHidden, hiddenSize, right, 2 * hiddenSize, depth, sumGatesHidden);
  addProduct(leftReset, hiddenSize, rightCandidate, hiddenSize, depth, sumCandidateReset);
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
