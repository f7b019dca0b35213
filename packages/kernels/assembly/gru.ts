import { sigmoid, tanh } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, startScratch, take } from './scratch';
import { addStrip, fillStrip, gather, gatherMask, scatter } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';
import { SPARE_ROWS, addProduct, clearSum, collectLeft, collectRight, copyColumns, isFull, takeLeft, takeRight, takeSum } from './weight-gradient';

// The GRU that resets after the recurrent product: n = tanh(u + r ∘ v) with u = [x; 1]·[K_n; b_n] and
// v = [1; h]·[c_n; R_n]. The state strip [x; 1; h] holds the right sides of all three products, r and z use the whole
// of it. The reserve keeps, per strip and step, the rows r z n v (4H).

/** Floats of the reserve, with either place of the reset gate. */
export function gruReserve(batch: i32, steps: i32, hiddenSize: i32): i32 {
  return ((batch + LANES - 1) / LANES) * steps * 4 * hiddenSize * LANES;
}

let gateWeights: usize = 0; // [K; b + c; R] of r and z
let inputWeights: usize = 0; // [K; b] of n; in the gradient K packed for dx = K·dz
let recurrentWeights: usize = 0; // [c; R] of n; in the gradient R packed for dh = R·dz
let biases: usize = 0; // b + c of r and z, b of n, c of n
let state: usize = 0; // strip [x; 1; h]
let gates: usize = 0; // strips r z, u, v
let u: usize = 0;
let v: usize = 0;
let maskRow: usize = 0;

function layoutForward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  startScratch(scratch);
  gateWeights = take(packedRows(2 * hiddenSize) * (inputSize + 1 + hiddenSize));
  inputWeights = take(packedRows(hiddenSize) * (inputSize + 1));
  recurrentWeights = take(packedRows(hiddenSize) * (1 + hiddenSize));
  biases = take(4 * hiddenSize);
  state = take((inputSize + 1 + hiddenSize) * LANES);
  gates = take(packedRows(2 * hiddenSize) * LANES);
  u = take(packedRows(hiddenSize) * LANES);
  v = take(packedRows(hiddenSize) * LANES);
  maskRow = take(LANES);
}

export function gruForwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutForward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function gruForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, recurrentBias: usize, initialHidden: usize,
  mask: usize, hidden: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutForward(scratch, inputSize, hiddenSize);
  const one = bias != 0 || recurrentBias != 0 ? 1 : 0;
  packForward(inputKernel, recurrentKernel, bias, recurrentBias, one, inputSize, hiddenSize);
  fillStrip(state + ROW * inputSize, 1, 1);
  const depth = inputSize + one + hiddenSize;
  const fromOne = state + ROW * inputSize;
  const h = state + ROW * (inputSize + one);

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    gather(initialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, h);
    for (let n = 0; n < steps; n++) {
      const t = reverse ? steps - 1 - n : n;
      const at = first * steps + t;
      gather(x + FLOAT * at * inputSize, FLOAT * steps * inputSize, lanes, inputSize, state);
      multiply(gateWeights, packedRows(2 * hiddenSize), depth, depth, state, gates, ROW, false);
      multiply(inputWeights, packedRows(hiddenSize), inputSize + one, inputSize + one, state, u, ROW, false);
      multiply(recurrentWeights, packedRows(hiddenSize), one + hiddenSize, one + hiddenSize, fromOne, v, ROW, false);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      const kept = reserve + ROW * 4 * hiddenSize * ((first >> 3) * steps + t);
      stepForward(kept, h, hiddenSize, mask != 0);
      scatter(h, hidden + FLOAT * at * hiddenSize, FLOAT * steps * hiddenSize, lanes, hiddenSize);
    }
  }
}

function packForward(
  inputKernel: usize, recurrentKernel: usize, bias: usize, recurrentBias: usize, one: i32,
  inputSize: i32, hiddenSize: i32,
): void {
  const width = 3 * hiddenSize;
  const both = 2 * hiddenSize;
  const depth = inputSize + one + hiddenSize;
  const candidate = FLOAT * both; // n stands behind r and z
  packLeftPart(inputKernel, 1, width, both, 0, inputSize, depth, gateWeights);
  packLeftPart(recurrentKernel, 1, width, both, inputSize + one, hiddenSize, depth, gateWeights);
  packLeftPart(inputKernel + candidate, 1, width, hiddenSize, 0, inputSize, inputSize + one, inputWeights);
  packLeftPart(recurrentKernel + candidate, 1, width, hiddenSize, one, hiddenSize, one + hiddenSize, recurrentWeights);
  if (!one) return;
  for (let j = 0; j < width; j++) {
    const b: f32 = bias ? load<f32>(bias + FLOAT * j) : 0;
    const c: f32 = recurrentBias ? load<f32>(recurrentBias + FLOAT * j) : 0;
    store<f32>(biases + FLOAT * j, j < both ? b + c : b);
    if (j >= both) store<f32>(biases + FLOAT * (j + hiddenSize), c);
  }
  packLeftPart(biases, 1, width, both, inputSize, 1, depth, gateWeights);
  packLeftPart(biases + candidate, 1, width, hiddenSize, inputSize, 1, inputSize + 1, inputWeights);
  packLeftPart(biases + FLOAT * width, 1, width, hiddenSize, 0, 1, 1 + hiddenSize, recurrentWeights);
}

function stepForward(kept: usize, h: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  for (let at: usize = 0; at < gate; at += 16) {
    const r = sigmoid(v128.load(gates + at));
    const z = sigmoid(v128.load(gates + gate + at));
    const recurrent = v128.load(v + at);
    const n = tanh(madd(r, recurrent, v128.load(u + at)));
    const before = v128.load(h + at);
    let next = madd(z, before, f32x4.mul(oneMinus(z), n));
    if (masked) next = v128.bitselect(next, before, v128.load(maskRow + (at & 16)));
    v128.store(kept + at, r);
    v128.store(kept + gate + at, z);
    v128.store(kept + 2 * gate + at, n);
    v128.store(kept + 3 * gate + at, recurrent);
    v128.store(h + at, next);
  }
}

let dx: usize = 0; // strips
let dh: usize = 0;
let dz: usize = 0; // du dr dz dv, so that what meets K and what meets R both lie together
let incoming: usize = 0;
let previous: usize = 0;
let example: usize = 0;
let left: usize = 0; // [x; 1]
let leftHidden: usize = 0; // [1; h]
let right: usize = 0; // dr dz
let rightU: usize = 0;
let rightV: usize = 0;
let sumGatesInput: usize = 0; // [x; 1]ᵀ·[dr dz]
let sumU: usize = 0; // [x; 1]ᵀ·du
let sumGatesHidden: usize = 0; // [1; h]ᵀ·[dr dz]
let sumV: usize = 0; // [1; h]ᵀ·dv

function layoutBackward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  startScratch(scratch);
  inputWeights = take(packedRows(inputSize) * 3 * hiddenSize);
  recurrentWeights = take(packedRows(hiddenSize) * 3 * hiddenSize);
  dx = take(packedRows(inputSize) * LANES);
  dh = take(packedRows(hiddenSize) * LANES);
  dz = take((4 * hiddenSize + SPARE_ROWS) * LANES);
  incoming = take(hiddenSize * LANES);
  previous = take(hiddenSize * LANES);
  maskRow = take(LANES);
  example = take(1 + max(inputSize, hiddenSize));
  left = takeLeft(inputSize + 1);
  leftHidden = takeLeft(1 + hiddenSize);
  right = takeRight(2 * hiddenSize);
  rightU = takeRight(hiddenSize);
  rightV = takeRight(hiddenSize);
  sumGatesInput = takeSum(inputSize + 1, 2 * hiddenSize);
  sumU = takeSum(inputSize + 1, hiddenSize);
  sumGatesHidden = takeSum(1 + hiddenSize, 2 * hiddenSize);
  sumV = takeSum(1 + hiddenSize, hiddenSize);
}

export function gruBackwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutBackward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function gruBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, mask: usize,
  hidden: usize, reserve: usize, dHidden: usize,
  dInput: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize,
  dRecurrentBias: usize, scratch: usize, batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutBackward(scratch, inputSize, hiddenSize);
  const width = 3 * hiddenSize;
  const both = 2 * hiddenSize;
  const candidate = FLOAT * both;
  if (dInput) {
    packLeftPart(inputKernel + candidate, width, 1, inputSize, 0, hiddenSize, width, inputWeights);
    packLeftPart(inputKernel, width, 1, inputSize, hiddenSize, both, width, inputWeights);
  }
  packLeft(recurrentKernel, width, 1, hiddenSize, width, recurrentWeights);
  clearSum(sumGatesInput, inputSize + 1, both);
  clearSum(sumU, inputSize + 1, hiddenSize);
  clearSum(sumGatesHidden, 1 + hiddenSize, both);
  clearSum(sumV, 1 + hiddenSize, hiddenSize);
  fillStrip(dz + 4 * ROW * hiddenSize, SPARE_ROWS, 0);
  const inputStep = FLOAT * steps * inputSize;
  const hiddenStep = FLOAT * steps * hiddenSize;
  const dGates = dz + ROW * hiddenSize;
  const dv = dGates + ROW * both;
  let collected = 0;

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    fillStrip(dh, hiddenSize, 0);
    for (let n = steps - 1; n >= 0; n--) {
      const t = reverse ? steps - 1 - n : n;
      const at = first * steps + t;
      const before = n == 0
        ? initialHidden + FLOAT * first * hiddenSize
        : hidden + FLOAT * (first * steps + (reverse ? t + 1 : t - 1)) * hiddenSize;
      const beforeStep = n == 0 ? FLOAT * hiddenSize : hiddenStep;
      gather(dHidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
      addStrip(dh, incoming, hiddenSize);
      gather(before, beforeStep, lanes, hiddenSize, previous);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepBackward(reserve + ROW * 4 * hiddenSize * ((first >> 3) * steps + t), hiddenSize, mask != 0);

      if (dInput) {
        multiply(inputWeights, packedRows(inputSize), width, width, dz, dx, ROW, false);
        scatter(dx, dInput + FLOAT * at * inputSize, inputStep, lanes, inputSize);
      }
      multiply(recurrentWeights, packedRows(hiddenSize), width, width, dGates, dh, ROW, true);

      collectRight(dz, hiddenSize, lanes, collected, rightU);
      collectRight(dGates, both, lanes, collected, right);
      collectRight(dv, hiddenSize, lanes, collected, rightV);
      collectLeft(x + FLOAT * at * inputSize, inputStep, inputSize, 1, 0, 0, 0, lanes, collected, example, left);
      collectLeft(0, 0, 0, 1, before, beforeStep, hiddenSize, lanes, collected, example, leftHidden);
      collected += lanes;
      if (isFull(collected)) {
        addProducts(inputSize, hiddenSize, collected);
        collected = 0;
      }
    }
    scatter(dh, dInitialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize);
  }
  addProducts(inputSize, hiddenSize, collected);
  copyColumns(sumGatesInput, 0, inputSize, both, dInputKernel, width);
  copyColumns(sumU, 0, inputSize, hiddenSize, dInputKernel + candidate, width);
  copyColumns(sumGatesHidden, 1, hiddenSize, both, dRecurrentKernel, width);
  copyColumns(sumV, 1, hiddenSize, hiddenSize, dRecurrentKernel + candidate, width);
  if (dBias) {
    copyColumns(sumGatesInput, inputSize, 1, both, dBias, width);
    copyColumns(sumU, inputSize, 1, hiddenSize, dBias + candidate, width);
  }
  if (dRecurrentBias) {
    copyColumns(sumGatesHidden, 0, 1, both, dRecurrentBias, width);
    copyColumns(sumV, 0, 1, hiddenSize, dRecurrentBias + candidate, width);
  }
}

function addProducts(inputSize: i32, hiddenSize: i32, depth: i32): void {
  addProduct(left, inputSize + 1, right, 2 * hiddenSize, depth, sumGatesInput);
  addProduct(left, inputSize + 1, rightU, hiddenSize, depth, sumU);
  addProduct(leftHidden, 1 + hiddenSize, right, 2 * hiddenSize, depth, sumGatesHidden);
  addProduct(leftHidden, 1 + hiddenSize, rightV, hiddenSize, depth, sumV);
}

/** From dh of this step to du dr dz dv, and to z ∘ dh, which reaches the previous step without a product. */
function stepBackward(kept: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < gate; at += 16) {
    const r = v128.load(kept + at);
    const z = v128.load(kept + gate + at);
    const n = v128.load(kept + 2 * gate + at);
    const dhHere = v128.load(dh + at);
    let du = f32x4.mul(f32x4.mul(dhHere, oneMinus(z)), oneMinus(f32x4.mul(n, n)));
    let dzHere = f32x4.mul(
      f32x4.mul(dhHere, f32x4.sub(v128.load(previous + at), n)),
      f32x4.mul(z, oneMinus(z)),
    );
    let dr = f32x4.mul(f32x4.mul(du, v128.load(kept + 3 * gate + at)), f32x4.mul(r, oneMinus(r)));
    let dv = f32x4.mul(du, r);
    let carried = f32x4.mul(dhHere, z);
    if (masked) {
      const open = v128.load(maskRow + (at & 16));
      du = v128.bitselect(du, zero, open);
      dzHere = v128.bitselect(dzHere, zero, open);
      dr = v128.bitselect(dr, zero, open);
      dv = v128.bitselect(dv, zero, open);
      carried = v128.bitselect(carried, dhHere, open);
    }
    v128.store(dz + at, du);
    v128.store(dz + gate + at, dr);
    v128.store(dz + 2 * gate + at, dzHere);
    v128.store(dz + 3 * gate + at, dv);
    v128.store(dh + at, carried);
  }
}
