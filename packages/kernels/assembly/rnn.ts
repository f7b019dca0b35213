import { activate, pullBack } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, startScratch, take } from './scratch';
import { addStrip, fillStrip, gather, gatherMask, scatter } from './strip';
import { FLOAT, LANES, ROW } from './vector';
import { SPARE_ROWS, addProduct, clearSum, collectLeft, collectRight, copyRows, isFull, takeLeft, takeRight, takeSum } from './weight-gradient';

// h_t = φ([x_t; 1; h_{t−1}]·[K; b; R]), one product a step. The gradient needs nothing but h: every φ here has a
// derivative that is a function of its value.

let weights: usize = 0; // [K; b; R] packed for z
let state: usize = 0; // strip [x; 1; h]
let z: usize = 0;
let maskRow: usize = 0;

function layoutForward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  const depth = inputSize + 1 + hiddenSize;
  startScratch(scratch);
  weights = take(packedRows(hiddenSize) * depth);
  state = take(depth * LANES);
  z = take(packedRows(hiddenSize) * LANES);
  maskRow = take(LANES);
}

export function rnnForwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutForward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function rnnForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, mask: usize,
  hidden: usize, scratch: usize,
  batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, activation: i32, reverse: bool,
): void {
  layoutForward(scratch, inputSize, hiddenSize);
  const one = bias != 0 ? 1 : 0;
  const depth = inputSize + one + hiddenSize;
  packLeftPart(inputKernel, 1, hiddenSize, hiddenSize, 0, inputSize, depth, weights);
  if (one) packLeftPart(bias, 1, hiddenSize, hiddenSize, inputSize, 1, depth, weights);
  packLeftPart(recurrentKernel, 1, hiddenSize, hiddenSize, inputSize + one, hiddenSize, depth, weights);
  fillStrip(state + ROW * inputSize, 1, 1);
  const h = state + ROW * (inputSize + one);

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    gather(initialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, h);
    for (let n = 0; n < steps; n++) {
      const at = first * steps + (reverse ? steps - 1 - n : n);
      gather(x + FLOAT * at * inputSize, FLOAT * steps * inputSize, lanes, inputSize, state);
      multiply(weights, packedRows(hiddenSize), depth, depth, state, z, ROW, false);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepForward(h, hiddenSize, activation, mask != 0);
      scatter(h, hidden + FLOAT * at * hiddenSize, FLOAT * steps * hiddenSize, lanes, hiddenSize);
    }
  }
}

function stepForward(h: usize, hiddenSize: i32, activation: i32, masked: bool): void {
  const end = ROW * hiddenSize;
  for (let at: usize = 0; at < end; at += 16) {
    let value = activate(v128.load(z + at), activation);
    if (masked) value = v128.bitselect(value, v128.load(h + at), v128.load(maskRow + (at & 16)));
    v128.store(h + at, value);
  }
}

let inputWeights: usize = 0; // K packed for dx = K·dz
let recurrentWeights: usize = 0; // R packed for dh = R·dz
let dx: usize = 0; // strips
let dh: usize = 0;
let dz: usize = 0;
let incoming: usize = 0;
let output: usize = 0;
let example: usize = 0; // one example's [x 1 h]
let left: usize = 0;
let right: usize = 0;
let sum: usize = 0;

function layoutBackward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  const depth = inputSize + 1 + hiddenSize;
  startScratch(scratch);
  inputWeights = take(packedRows(inputSize) * hiddenSize);
  recurrentWeights = take(packedRows(hiddenSize) * hiddenSize);
  dx = take(packedRows(inputSize) * LANES);
  dh = take(packedRows(hiddenSize) * LANES);
  dz = take((hiddenSize + SPARE_ROWS) * LANES);
  incoming = take(hiddenSize * LANES);
  output = take(hiddenSize * LANES);
  maskRow = take(LANES);
  example = take(depth);
  left = takeLeft(depth);
  right = takeRight(hiddenSize);
  sum = takeSum(depth, hiddenSize);
}

export function rnnBackwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutBackward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function rnnBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, mask: usize,
  hidden: usize, dHidden: usize,
  dInput: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize, scratch: usize,
  batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, activation: i32, reverse: bool,
): void {
  layoutBackward(scratch, inputSize, hiddenSize);
  const one = dBias != 0 ? 1 : 0;
  const depth = inputSize + one + hiddenSize;
  if (dInput) packLeft(inputKernel, hiddenSize, 1, inputSize, hiddenSize, inputWeights);
  packLeft(recurrentKernel, hiddenSize, 1, hiddenSize, hiddenSize, recurrentWeights);
  clearSum(sum, depth, hiddenSize);
  fillStrip(dz + ROW * hiddenSize, SPARE_ROWS, 0);
  const inputStep = FLOAT * steps * inputSize;
  const hiddenStep = FLOAT * steps * hiddenSize;
  let collected = 0;

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    fillStrip(dh, hiddenSize, 0);
    for (let n = steps - 1; n >= 0; n--) {
      const t = reverse ? steps - 1 - n : n;
      const before = reverse ? t + 1 : t - 1;
      const at = first * steps + t;
      gather(dHidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
      addStrip(dh, incoming, hiddenSize);
      gather(hidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, output);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepBackward(hiddenSize, activation, mask != 0);

      if (dInput) {
        multiply(inputWeights, packedRows(inputSize), hiddenSize, hiddenSize, dz, dx, ROW, false);
        scatter(dx, dInput + FLOAT * at * inputSize, inputStep, lanes, inputSize);
      }
      multiply(recurrentWeights, packedRows(hiddenSize), hiddenSize, hiddenSize, dz, dh, ROW, true);

      collectRight(dz, hiddenSize, lanes, collected, right);
      collectLeft(
        x + FLOAT * at * inputSize, inputStep, inputSize, one,
        n == 0
          ? initialHidden + FLOAT * first * hiddenSize
          : hidden + FLOAT * (first * steps + before) * hiddenSize,
        n == 0 ? FLOAT * hiddenSize : hiddenStep, hiddenSize, lanes, collected, example, left,
      );
      collected += lanes;
      if (isFull(collected)) {
        addProduct(left, depth, right, hiddenSize, collected, sum);
        collected = 0;
      }
    }
    scatter(dh, dInitialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize);
  }
  addProduct(left, depth, right, hiddenSize, collected, sum);
  copyRows(sum, 0, inputSize, hiddenSize, dInputKernel);
  if (one) copyRows(sum, inputSize, 1, hiddenSize, dBias);
  copyRows(sum, inputSize + one, hiddenSize, hiddenSize, dRecurrentKernel);
}

/** From dh of this step to dz, and to the part of the previous step's dh that a masked step passes on unchanged. */
function stepBackward(hiddenSize: i32, activation: i32, masked: bool): void {
  const end = ROW * hiddenSize;
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const dhHere = v128.load(dh + at);
    let d = pullBack(v128.load(output + at), dhHere, activation);
    let carried = zero;
    if (masked) {
      const open = v128.load(maskRow + (at & 16));
      d = v128.bitselect(d, zero, open);
      carried = v128.bitselect(zero, dhHere, open);
    }
    v128.store(dz + at, d);
    v128.store(dh + at, carried);
  }
}
