import { packLeft, packLeftPart } from './pack';
import { packedRows } from './product';
import { take } from './scratch';
import { BackwardCell, collectInputs, dz, hiddenSize, inputWeights, lanes, recurrentWeights, startBackward, startForward } from './sequence';
import { fillStrip } from './strip';
import { LANES, ROW } from './vector';
import { addProduct, collectRight, copyColumns, endSums, startSums, takeLeft, takeRight, takeSum } from './weight-gradient';

// What RNN and LSTM have in common: all gates of a step come from one product, z = [x; 1; h]·[K; b; R].

export let weights: usize = 0; // [K; b; R] packed for z
export let state: usize = 0; // strip [x; 1; h]
export let h: usize = 0; // its part
export let depth: i32 = 0; // its rows
let one: i32 = 0;
let gates: i32 = 0; // rows of z
let left: usize = 0;
let right: usize = 0;
let sum: usize = 0;

/** Begins the scratch memory of a forward pass whose z has `rows` rows and that keeps `kept` of a step. */
export function startOneProduct(scratch: usize, features: i32, units: i32, rows: i32, kept: i32): void {
  startForward(scratch, kept);
  takeForward(features, units, rows);
}

/** What a forward pass needs, and a backward pass that computes its steps again. */
export function takeForward(features: i32, units: i32, rows: i32): void {
  gates = rows;
  weights = take(packedRows(gates) * (features + 1 + units));
  state = take((features + 1 + units) * LANES);
}

export function packForward(inputKernel: usize, recurrentKernel: usize, bias: usize, features: i32, units: i32): void {
  one = bias != 0 ? 1 : 0;
  depth = features + one + units;
  h = state + ROW * (features + one);
  packLeftPart(inputKernel, 1, gates, gates, 0, features, depth, weights);
  if (one) packLeftPart(bias, 1, gates, gates, features, 1, depth, weights);
  packLeftPart(recurrentKernel, 1, gates, gates, features + one, units, depth, weights);
  fillStrip(state + ROW * features, 1, 1);
}

/** The same of a backward pass. */
export function startOneProductBackward(scratch: usize, features: i32, units: i32, rows: i32, kept: i32): void {
  gates = rows;
  startBackward(scratch, features, units, gates, gates, gates, kept);
  left = takeLeft(features + 1 + units);
  right = takeRight(gates);
}

/** Behind all other areas; returns the bytes of scratch memory. */
export function takeGradients(batch: i32, features: i32, units: i32): usize {
  startSums();
  sum = takeSum(features + 1 + units, gates);
  return endSums(batch);
}

export function packBackward(
  inputKernel: usize, recurrentKernel: usize, dX: usize, dBias: usize, features: i32, units: i32,
): void {
  one = dBias != 0 ? 1 : 0;
  depth = features + one + units;
  if (dX) packLeft(inputKernel, gates, 1, features, gates, inputWeights);
  packLeft(recurrentKernel, gates, 1, units, gates, recurrentWeights);
}

@unmanaged
export abstract class OneProductBackwardCell extends BackwardCell {
  collect(collected: i32): void {
    collectRight(dz, gates, lanes, collected, right);
    collectInputs(one, hiddenSize, collected, left);
  }

  multiply(collected: i32): void {
    addProduct(left, depth, right, gates, collected, sum);
  }
}

export function copyGradients(
  dInputKernel: usize, dRecurrentKernel: usize, dBias: usize, features: i32, units: i32,
): void {
  copyColumns(sum, 0, features, gates, dInputKernel, gates);
  if (one) copyColumns(sum, features, 1, gates, dBias, gates);
  copyColumns(sum, features + one, units, gates, dRecurrentKernel, gates);
}
