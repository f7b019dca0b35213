import { sigmoid, tanh } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, take } from './scratch';
import { BackwardCell, ForwardCell, before, beforeStep, collectInputs, collectStates, dh, dz, endBackward, firstGroup, firstStrip, gatherState, hiddenSize, inputSize, inputWeights, isKept, keptRows, lanes, maskRow, masked, recurrentWeights, reserveFloats, runBackward, runForward, startBackward, startForward } from './sequence';
import { fillStrip, gather } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';
import { addProduct, collectRight, copyColumns, endSums, startSums, takeLeft, takeRight, takeSum } from './weight-gradient';

// The GRU that resets after the recurrent product: n = tanh(u + r ∘ v) with u = [x; 1]·[K_n; b_n] and
// v = [1; h]·[c_n; R_n]. The state strip [x; 1; h] holds the right sides of all three products; r and z use the
// whole of it. The reserve keeps, per strip and step, the rows r z n v (4H); without one the backward pass computes them
// again from x and h, to the same bits.

const KEPT: i32 = 4;

/** Floats of the reserve, with either place of the reset gate. */
export function gruReserve(batch: i32, steps: i32, units: i32): f64 {
  return reserveFloats(batch, steps, KEPT * units);
}

let one: i32 = 0;
let gateWeights: usize = 0; // [K; b + c; R] of r and z
let uWeights: usize = 0; // [K; b] of n
let vWeights: usize = 0; // [c; R] of n
let biases: usize = 0; // b + c of r and z, b of n, c of n
let state: usize = 0; // strip [x; 1; h]
let fromOne: usize = 0; // its parts [1; h]
let h: usize = 0;
let gates: usize = 0; // strips r z, u, v
let u: usize = 0;
let v: usize = 0;

export function gruForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, recurrentBias: usize, initialHidden: usize,
  mask: usize, hidden: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startForward(scratch, KEPT * units);
  takeForward(features, units);
  if (!scratch) return scratchBytes();
  if (!firstStrip(batch)) return 0;
  packForward(inputKernel, recurrentKernel, bias, recurrentBias, features, units);
  runForward<Forward>(x, initialHidden, mask, hidden, reserve, state, h, batch, steps, features, units, reverse);
  return 0;
}

function takeForward(features: i32, units: i32): void {
  gateWeights = take(packedRows(2 * units) * (features + 1 + units));
  uWeights = take(packedRows(units) * (features + 1));
  vWeights = take(packedRows(units) * (1 + units));
  biases = take(4 * units);
  state = take((features + 1 + units) * LANES);
  gates = take(packedRows(2 * units) * LANES);
  u = take(packedRows(units) * LANES);
  v = take(packedRows(units) * LANES);
}

function packForward(
  inputKernel: usize, recurrentKernel: usize, bias: usize, recurrentBias: usize,
  features: i32, units: i32,
): void {
  one = bias != 0 || recurrentBias != 0 ? 1 : 0;
  fromOne = state + ROW * features;
  h = state + ROW * (features + one);
  fillStrip(fromOne, 1, 1);
  const width = 3 * units;
  const both = 2 * units;
  const depth = features + one + units;
  const candidate = FLOAT * both; // n stands behind r and z
  packLeftPart(inputKernel, 1, width, both, 0, features, depth, gateWeights);
  packLeftPart(recurrentKernel, 1, width, both, features + one, units, depth, gateWeights);
  packLeftPart(inputKernel + candidate, 1, width, units, 0, features, features + one, uWeights);
  packLeftPart(recurrentKernel + candidate, 1, width, units, one, units, one + units, vWeights);
  if (!one) return;
  for (let j = 0; j < width; j++) {
    const b: f32 = bias ? load<f32>(bias + FLOAT * j) : 0;
    const c: f32 = recurrentBias ? load<f32>(recurrentBias + FLOAT * j) : 0;
    store<f32>(biases + FLOAT * j, j < both ? b + c : b);
    if (j >= both) store<f32>(biases + FLOAT * (j + units), c);
  }
  packLeftPart(biases, 1, width, both, features, 1, depth, gateWeights);
  packLeftPart(biases + candidate, 1, width, units, features, 1, features + 1, uWeights);
  packLeftPart(biases + FLOAT * width, 1, width, units, 0, 1, 1 + units, vWeights);
}

@unmanaged
class Forward extends ForwardCell {
  step(): void {
    computeStep();
  }
}

/** From the state strip to the rows that are kept and the next h. */
function computeStep(): void {
  const depth = inputSize + one + hiddenSize;
  multiply(gateWeights, packedRows(2 * hiddenSize), depth, depth, state, gates, ROW, false);
  multiply(uWeights, packedRows(hiddenSize), inputSize + one, inputSize + one, state, u, ROW, false);
  multiply(vWeights, packedRows(hiddenSize), one + hiddenSize, one + hiddenSize, fromOne, v, ROW, false);
  stepForward(keptRows(KEPT * hiddenSize), h, hiddenSize, masked);
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

// dz holds du dr dz dv, so that what meets K and what meets R both lie together.
let dGates: usize = 0; // its parts dr dz dv
let dv: usize = 0;
let previous: usize = 0; // strip
let left: usize = 0; // [x; 1]
let leftHidden: usize = 0; // [1; h]
let right: usize = 0; // dr dz
let rightU: usize = 0;
let rightV: usize = 0;
let sumGatesInput: usize = 0; // [x; 1]ᵀ·[dr dz]
let sumU: usize = 0; // [x; 1]ᵀ·du
let sumGatesHidden: usize = 0; // [1; h]ᵀ·[dr dz]
let sumV: usize = 0; // [1; h]ᵀ·dv

export function gruBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, recurrentBias: usize, initialHidden: usize,
  mask: usize, hidden: usize, reserve: usize, dHidden: usize,
  dX: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize,
  dRecurrentBias: usize, scratch: usize, batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startBackward(scratch, features, units, 3 * units, 3 * units, 4 * units, KEPT * units);
  previous = take(units * LANES);
  left = takeLeft(features + 1);
  leftHidden = takeLeft(1 + units);
  right = takeRight(2 * units);
  rightU = takeRight(units);
  rightV = takeRight(units);
  if (!reserve) takeForward(features, units);
  startSums();
  sumGatesInput = takeSum(features + 1, 2 * units);
  sumU = takeSum(features + 1, units);
  sumGatesHidden = takeSum(1 + units, 2 * units);
  sumV = takeSum(1 + units, units);
  const bytes = endSums(batch);
  if (!scratch) return bytes;
  if (!firstGroup()) return 0;
  const width = 3 * units;
  const both = 2 * units;
  const candidate = FLOAT * both;
  if (dX) {
    packLeftPart(inputKernel + candidate, width, 1, features, 0, units, width, inputWeights);
    packLeftPart(inputKernel, width, 1, features, units, both, width, inputWeights);
  }
  packLeft(recurrentKernel, width, 1, units, width, recurrentWeights);
  if (!reserve) packForward(inputKernel, recurrentKernel, bias, recurrentBias, features, units);
  dGates = dz + ROW * units;
  dv = dGates + ROW * both;
  runBackward<Backward>(
    x, initialHidden, mask, hidden, reserve, dHidden, dX, dInitialHidden, dGates,
    batch, steps, features, units, reverse,
  );
  if (!endBackward()) return 0;
  copyColumns(sumGatesInput, 0, features, both, dInputKernel, width);
  copyColumns(sumU, 0, features, units, dInputKernel + candidate, width);
  copyColumns(sumGatesHidden, 1, units, both, dRecurrentKernel, width);
  copyColumns(sumV, 1, units, units, dRecurrentKernel + candidate, width);
  if (dBias) {
    copyColumns(sumGatesInput, features, 1, both, dBias, width);
    copyColumns(sumU, features, 1, units, dBias + candidate, width);
  }
  if (dRecurrentBias) {
    copyColumns(sumGatesHidden, 0, 1, both, dRecurrentBias, width);
    copyColumns(sumV, 0, 1, units, dRecurrentBias + candidate, width);
  }
  return 0;
}

@unmanaged
class Backward extends BackwardCell {
  step(): void {
    gather(before, beforeStep, lanes, hiddenSize, previous);
    if (!isKept) {
      gatherState(state, h);
      computeStep();
    }
    stepBackward(keptRows(KEPT * hiddenSize), hiddenSize, masked);
  }

  collect(collected: i32): void {
    collectRight(dz, hiddenSize, lanes, collected, rightU);
    collectRight(dGates, 2 * hiddenSize, lanes, collected, right);
    collectRight(dv, hiddenSize, lanes, collected, rightV);
    collectInputs(1, 0, collected, left);
    collectStates(1, before, beforeStep, hiddenSize, collected, leftHidden);
  }

  multiply(collected: i32): void {
    addProduct(left, inputSize + 1, right, 2 * hiddenSize, collected, sumGatesInput);
    addProduct(left, inputSize + 1, rightU, hiddenSize, collected, sumU);
    addProduct(leftHidden, 1 + hiddenSize, right, 2 * hiddenSize, collected, sumGatesHidden);
    addProduct(leftHidden, 1 + hiddenSize, rightV, hiddenSize, collected, sumV);
  }
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
