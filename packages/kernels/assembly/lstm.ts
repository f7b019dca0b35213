import { sigmoid, tanh } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, startScratch, take } from './scratch';
import { addStrip, fillStrip, gather, gatherMask, scatter } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';
import { SPARE_ROWS, addProduct, clearSum, collectLeft, collectRight, copyRows, isFull, takeLeft, takeRight, takeSum } from './weight-gradient';

// One step for a strip of eight examples: z = [x_t; 1; h_{t−1}]·[K; b; R] in one product, then the gates on the
// spot. The reserve keeps, per strip and step, the rows i f g o c (5H), which is what the gradient needs.

/** Floats of the reserve. */
export function lstmReserve(batch: i32, steps: i32, hiddenSize: i32): i32 {
  return strips(batch) * steps * 5 * hiddenSize * LANES;
}

// @ts-ignore: decorator
@inline
function strips(batch: i32): i32 {
  return (batch + LANES - 1) / LANES;
}

let weights: usize = 0; // [K; b; R] packed for z
let state: usize = 0; // strip [x; 1; h]
let firstCell: usize = 0; // strip [c_{−1}]
let maskRow: usize = 0;

function layoutForward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  const depth = inputSize + 1 + hiddenSize;
  startScratch(scratch);
  weights = take(packedRows(4 * hiddenSize) * depth);
  state = take(depth * LANES);
  firstCell = take(hiddenSize * LANES);
  maskRow = take(LANES);
}

export function lstmForwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutForward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function lstmForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, initialCell: usize,
  mask: usize, hidden: usize, cell: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutForward(scratch, inputSize, hiddenSize);
  const gates = 4 * hiddenSize;
  const one = bias != 0 ? 1 : 0;
  const depth = inputSize + one + hiddenSize;
  packLeftPart(inputKernel, 1, gates, gates, 0, inputSize, depth, weights);
  if (one) packLeftPart(bias, 1, gates, gates, inputSize, 1, depth, weights);
  packLeftPart(recurrentKernel, 1, gates, gates, inputSize + one, hiddenSize, depth, weights);
  fillStrip(state + ROW * inputSize, 1, 1);
  const h = state + ROW * (inputSize + one);
  const inputStep = FLOAT * steps * inputSize;
  const hiddenStep = FLOAT * steps * hiddenSize;

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    gather(initialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, h);
    gather(initialCell + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, firstCell);
    let previousCell = firstCell;
    for (let n = 0; n < steps; n++) {
      const t = reverse ? steps - 1 - n : n;
      const at = first * steps + t;
      const kept = reserve + ROW * 5 * hiddenSize * ((first >> 3) * steps + t);
      const c = kept + ROW * gates;
      gather(x + FLOAT * at * inputSize, inputStep, lanes, inputSize, state);
      multiply(weights, gates, depth, depth, state, kept, ROW, false);
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepForward(kept, previousCell, c, h, hiddenSize, mask != 0);
      scatter(h, hidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize);
      scatter(c, cell + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize);
      previousCell = c;
    }
  }
}

/** From z to i f g o in place, and on to c and h. */
function stepForward(gates: usize, previousCell: usize, c: usize, h: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  for (let at: usize = 0; at < gate; at += 16) {
    const z = gates + at;
    const i = sigmoid(v128.load(z));
    const f = sigmoid(v128.load(z + gate));
    const g = tanh(v128.load(z + 2 * gate));
    const o = sigmoid(v128.load(z + 3 * gate));
    const before = v128.load(previousCell + at);
    let next = madd(f, before, f32x4.mul(i, g));
    let output = f32x4.mul(o, tanh(next));
    if (masked) {
      const open = v128.load(maskRow + (at & 16));
      next = v128.bitselect(next, before, open);
      output = v128.bitselect(output, v128.load(h + at), open);
    }
    v128.store(z, i);
    v128.store(z + gate, f);
    v128.store(z + 2 * gate, g);
    v128.store(z + 3 * gate, o);
    v128.store(c + at, next);
    v128.store(h + at, output);
  }
}

let inputWeights: usize = 0; // K packed for dx = K·dz
let recurrentWeights: usize = 0; // R packed for dh = R·dz
let dx: usize = 0; // strips
let dh: usize = 0;
let dc: usize = 0;
let dz: usize = 0;
let incoming: usize = 0;
let example: usize = 0; // one example's [x 1 h]
let left: usize = 0;
let right: usize = 0;
let sum: usize = 0;

function layoutBackward(scratch: usize, inputSize: i32, hiddenSize: i32): void {
  const gates = 4 * hiddenSize;
  const depth = inputSize + 1 + hiddenSize;
  startScratch(scratch);
  inputWeights = take(packedRows(inputSize) * gates);
  recurrentWeights = take(packedRows(hiddenSize) * gates);
  dx = take(packedRows(inputSize) * LANES);
  dh = take(packedRows(hiddenSize) * LANES);
  dc = take(hiddenSize * LANES);
  dz = take((gates + SPARE_ROWS) * LANES);
  incoming = take(hiddenSize * LANES);
  firstCell = take(hiddenSize * LANES);
  maskRow = take(LANES);
  example = take(depth);
  left = takeLeft(depth);
  right = takeRight(gates);
  sum = takeSum(depth, gates);
}

export function lstmBackwardScratch(inputSize: i32, hiddenSize: i32): usize {
  layoutBackward(0, inputSize, hiddenSize);
  return scratchBytes();
}

export function lstmBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, initialCell: usize, mask: usize,
  hidden: usize, reserve: usize, dHidden: usize, dCell: usize,
  dInput: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dInitialCell: usize,
  dBias: usize, scratch: usize, batch: i32, steps: i32, inputSize: i32, hiddenSize: i32, reverse: bool,
): void {
  layoutBackward(scratch, inputSize, hiddenSize);
  const gates = 4 * hiddenSize;
  const one = dBias != 0 ? 1 : 0;
  const depth = inputSize + one + hiddenSize;
  if (dInput) packLeft(inputKernel, gates, 1, inputSize, gates, inputWeights);
  packLeft(recurrentKernel, gates, 1, hiddenSize, gates, recurrentWeights);
  clearSum(sum, depth, gates);
  fillStrip(dz + ROW * gates, SPARE_ROWS, 0);
  const inputStep = FLOAT * steps * inputSize;
  const hiddenStep = FLOAT * steps * hiddenSize;
  let collected = 0;

  for (let first = 0; first < batch; first += LANES) {
    const lanes = min(LANES, batch - first);
    gather(initialCell + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, firstCell);
    fillStrip(dh, hiddenSize, 0);
    fillStrip(dc, hiddenSize, 0);
    for (let n = steps - 1; n >= 0; n--) {
      const t = reverse ? steps - 1 - n : n;
      const before = reverse ? t + 1 : t - 1;
      const at = first * steps + t;
      const kept = reserve + ROW * 5 * hiddenSize * ((first >> 3) * steps + t);
      const keptBefore = reserve + ROW * 5 * hiddenSize * ((first >> 3) * steps + before);
      const previousCell = n == 0 ? firstCell : keptBefore + ROW * gates;
      gather(dHidden + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
      addStrip(dh, incoming, hiddenSize);
      if (dCell) {
        gather(dCell + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
        addStrip(dc, incoming, hiddenSize);
      }
      if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
      stepBackward(kept, previousCell, hiddenSize, mask != 0);

      if (dInput) {
        multiply(inputWeights, packedRows(inputSize), gates, gates, dz, dx, ROW, false);
        scatter(dx, dInput + FLOAT * at * inputSize, inputStep, lanes, inputSize);
      }
      multiply(recurrentWeights, packedRows(hiddenSize), gates, gates, dz, dh, ROW, true);

      collectRight(dz, gates, lanes, collected, right);
      collectLeft(
        x + FLOAT * at * inputSize, inputStep, inputSize, one,
        n == 0
          ? initialHidden + FLOAT * first * hiddenSize
          : hidden + FLOAT * (first * steps + before) * hiddenSize,
        n == 0 ? FLOAT * hiddenSize : hiddenStep, hiddenSize, lanes, collected, example, left,
      );
      collected += lanes;
      if (isFull(collected)) {
        addProduct(left, depth, right, gates, collected, sum);
        collected = 0;
      }
    }
    scatter(dh, dInitialHidden + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize);
    scatter(dc, dInitialCell + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize);
  }
  addProduct(left, depth, right, gates, collected, sum);
  copyRows(sum, 0, inputSize, gates, dInputKernel);
  if (one) copyRows(sum, inputSize, 1, gates, dBias);
  copyRows(sum, inputSize + one, hiddenSize, gates, dRecurrentKernel);
}

/**
 * From dh and dc of this step to dz, and to the parts of the previous step's dh and dc that do not go through the
 * recurrent kernel: f ∘ dc where the step ran, all of both where it was masked.
 */
function stepBackward(kept: usize, previousCell: usize, hiddenSize: i32, masked: bool): void {
  const gate = ROW * hiddenSize;
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < gate; at += 16) {
    const z = kept + at;
    const i = v128.load(z);
    const f = v128.load(z + gate);
    const g = v128.load(z + 2 * gate);
    const o = v128.load(z + 3 * gate);
    const tanhCell = tanh(v128.load(z + 4 * gate));
    const dhHere = v128.load(dh + at);
    const dcHere = v128.load(dc + at);
    const dcTotal = madd(f32x4.mul(dhHere, o), oneMinus(f32x4.mul(tanhCell, tanhCell)), dcHere);
    let di = f32x4.mul(f32x4.mul(dcTotal, g), f32x4.mul(i, oneMinus(i)));
    let df = f32x4.mul(f32x4.mul(dcTotal, v128.load(previousCell + at)), f32x4.mul(f, oneMinus(f)));
    let dg = f32x4.mul(f32x4.mul(dcTotal, i), oneMinus(f32x4.mul(g, g)));
    let dO = f32x4.mul(f32x4.mul(dhHere, tanhCell), f32x4.mul(o, oneMinus(o)));
    let dhCarried = zero;
    let dcCarried = f32x4.mul(dcTotal, f);
    if (masked) {
      const open = v128.load(maskRow + (at & 16));
      di = v128.bitselect(di, zero, open);
      df = v128.bitselect(df, zero, open);
      dg = v128.bitselect(dg, zero, open);
      dO = v128.bitselect(dO, zero, open);
      dhCarried = v128.bitselect(zero, dhHere, open);
      dcCarried = v128.bitselect(dcCarried, dcHere, open);
    }
    v128.store(dz + at, di);
    v128.store(dz + gate + at, df);
    v128.store(dz + 2 * gate + at, dg);
    v128.store(dz + 3 * gate + at, dO);
    v128.store(dh + at, dhCarried);
    v128.store(dc + at, dcCarried);
  }
}
