import { activate, pullBack } from './activations';
import { OneProductBackwardCell, copyGradients, depth, h, packBackward, packForward, startOneProduct, startOneProductBackward, state, takeGradients, weights } from './one-product';
import { multiply, packedRows } from './product';
import { scratchBytes, take } from './scratch';
import { ForwardCell, at, dh, dz, endBackward, firstGroup, firstStrip, hiddenSize, hiddenStep, lanes, maskRow, masked, runBackward, runForward } from './sequence';
import { gather } from './strip';
import { FLOAT, LANES, ROW } from './vector';

// h_t = φ([x_t; 1; h_{t−1}]·[K; b; R]), one product a step. The gradient needs nothing but h: every φ here
// has a derivative that is a function of its value.

let phi: i32 = 0; // the code of φ
let z: usize = 0; // strip

export function rnnForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, mask: usize,
  hidden: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, activation: i32, reverse: bool,
): usize {
  startOneProduct(scratch, features, units, units, 0);
  z = take(packedRows(units) * LANES);
  if (!scratch) return scratchBytes();
  if (!firstStrip(batch)) return 0;
  phi = activation;
  packForward(inputKernel, recurrentKernel, bias, features, units);
  runForward<Forward>(x, initialHidden, mask, hidden, 0, state, h, batch, steps, features, units, reverse);
  return 0;
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

export function rnnBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, initialHidden: usize, mask: usize,
  hidden: usize, dHidden: usize,
  dX: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dBias: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, activation: i32, reverse: bool,
): usize {
  startOneProductBackward(scratch, features, units, units, 0);
  output = take(units * LANES);
  const bytes = takeGradients(batch, features, units);
  if (!scratch) return bytes;
  if (!firstGroup()) return 0;
  phi = activation;
  outputs = hidden;
  packBackward(inputKernel, recurrentKernel, dX, dBias, features, units);
  runBackward<Backward>(
    x, initialHidden, mask, hidden, 0, dHidden, dX, dInitialHidden, dz, batch, steps, features, units, reverse,
  );
  if (endBackward()) copyGradients(dInputKernel, dRecurrentKernel, dBias, features, units);
  return 0;
}

@unmanaged
class Backward extends OneProductBackwardCell {
  step(): void {
    gather(outputs + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, output);
    stepBackward(hiddenSize, phi, masked);
  }
}

/** From dh of this step to dz, and to the part of the previous dh that a masked step passes on unchanged. */
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
