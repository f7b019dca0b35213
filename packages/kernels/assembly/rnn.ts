import { activate, pullBack } from './activations';
import { packLeft, packLeftPart } from './pack';
import { multiply, packedRows } from './product';
import { scratchBytes, take } from './scratch';
import { BackwardCell, ForwardCell, at, collectInputs, dh, dz, hiddenSize, hiddenStep, inputWeights, lanes, maskRow, masked, recurrentWeights, runBackward, runForward, startBackward, startForward } from './sequence';
import { fillStrip, gather } from './strip';
import { FLOAT, LANES, ROW } from './vector';
import { SPARE_ROWS, addProduct, clearSum, collectRight, copyRows, takeLeft, takeRight, takeSum } from './weight-gradient';

// h_t = φ([x_t; 1; h_{t−1}]·[K; b; R]), one product a step. The gradient needs nothing but h: every φ here has a
// derivative that is a function of its value.

let phi: i32 = 0; // the code of φ
let depth: i32 = 0; // rows of [x; 1; h]
let weights: usize = 0; // [K; b; R] packed for z
let state: usize = 0; // strip [x; 1; h]
let h: usize = 0; // its part
let z: usize = 0;

function layoutForward(scratch: usize, features: i32, units: i32): void {
  const depth = features + 1 + units;
  startForward(scratch);
  weights = take(packedRows(units) * depth);
  state = take(depth * LANES);
  z = take(packedRows(units) * LANES);
}

export function rnnForwardScratch(features: i32, units: i32): usize {
  layoutForward(0, features, units);
  return scratchBytes();
}

export function rnnForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, mask: usize,
  hidden: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, activation: i32, reverse: bool,
): void {
  layoutForward(scratch, features, units);
  const one = bias != 0 ? 1 : 0;
  phi = activation;
  depth = features + one + units;
  h = state + ROW * (features + one);
  packLeftPart(inputKernel, 1, units, units, 0, features, depth, weights);
  if (one) packLeftPart(bias, 1, units, units, features, 1, depth, weights);
  packLeftPart(recurrentKernel, 1, units, units, features + one, units, depth, weights);
  fillStrip(state + ROW * features, 1, 1);
  runForward<Forward>(x, initialHidden, mask, hidden, 0, state, h, batch, steps, features, units, reverse);
}

@unmanaged
class Forward extends ForwardCell {
  step(): void {
    multiply(weights, packedRows(hiddenSize), depth, depth, state, z, ROW, false);
    stepForward(h, hiddenSize, phi, masked);
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

let outputs: usize = 0; // h of every step
let output: usize = 0; // strip
let one: i32 = 0;
let left: usize = 0;
let right: usize = 0;
let sum: usize = 0;

function layoutBackward(scratch: usize, features: i32, units: i32): void {
  const depth = features + 1 + units;
  startBackward(scratch, features, units, units, units, units);
  output = take(units * LANES);
  left = takeLeft(depth);
  right = takeRight(units);
  sum = takeSum(depth, units);
}

export function rnnBackwardScratch(features: i32, units: i32): usize {
  layoutBackward(0, features, units);
  return scratchBytes();
}

export function rnnBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, mask: usize,
  hidden: usize, dHidden: usize,
  dInput: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, activation: i32, reverse: bool,
): void {
  layoutBackward(scratch, features, units);
  one = dBias != 0 ? 1 : 0;
  phi = activation;
  depth = features + one + units;
  outputs = hidden;
  if (dInput) packLeft(inputKernel, units, 1, features, units, inputWeights);
  packLeft(recurrentKernel, units, 1, units, units, recurrentWeights);
  clearSum(sum, depth, units);
  fillStrip(dz + ROW * units, SPARE_ROWS, 0);
  runBackward<Backward>(
    x, initialHidden, mask, hidden, 0, dHidden, dInput, dInitialHidden, units, dz, units,
    batch, steps, features, units, reverse,
  );
  copyRows(sum, 0, features, units, dInputKernel);
  if (one) copyRows(sum, features, 1, units, dBias);
  copyRows(sum, features + one, units, units, dRecurrentKernel);
}

@unmanaged
class Backward extends BackwardCell {
  step(): void {
    gather(outputs + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, output);
    stepBackward(hiddenSize, phi, masked);
  }

  collect(collected: i32): void {
    collectRight(dz, hiddenSize, lanes, collected, right);
    collectInputs(one, hiddenSize, collected, left);
  }

  multiply(collected: i32): void {
    addProduct(left, depth, right, hiddenSize, collected, sum);
  }
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
