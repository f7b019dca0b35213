import { sigmoid, tanh } from './activations';
import { OneProductBackwardCell, copyGradients, depth, h, packBackward, packForward, startOneProduct, startOneProductBackward, state, takeForward, takeGradients, weights } from './one-product';
import { multiply } from './product';
import { scratchBytes, take } from './scratch';
import { ForwardCell, at, back, dh, dz, endBackward, first, firstGroup, firstStrip, gatherState, hiddenSize, hiddenStep, incoming, isKept, keptRows, lanes, maskRow, masked, n, reserveFloats, runBackward, runForward, steps } from './sequence';
import { addStrip, fillStrip, gather, scatter } from './strip';
import { FLOAT, LANES, ROW, madd, oneMinus } from './vector';

// One step for a strip of eight examples: z = [x_t; 1; h_{t−1}]·[K; b; R] in one product, then the gates on
// the spot. The reserve keeps, per strip and step, the rows i f g o c (5H), which is what the gradient needs. Without a
// reserve the backward pass computes them again from x, h and c, to the same bits.

const KEPT: i32 = 5;

/** Floats of the reserve. */
export function lstmReserve(batch: i32, steps: i32, units: i32): f64 {
  return reserveFloats(batch, steps, KEPT * units);
}

let cells: usize = 0; // c of every step
let firstCells: usize = 0; // c_{−1}
let firstCell: usize = 0; // a strip of it
let previousCell: usize = 0; // strip

export function lstmForward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, initialCell: usize,
  mask: usize, hidden: usize, cell: usize, reserve: usize, scratch: usize,
  batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startOneProduct(scratch, features, units, 4 * units, KEPT * units);
  firstCell = take(units * LANES);
  if (!scratch) return scratchBytes();
  if (!firstStrip(batch)) return 0;
  cells = cell;
  firstCells = initialCell;
  packForward(inputKernel, recurrentKernel, bias, features, units);
  runForward<Forward>(x, initialHidden, mask, hidden, reserve, state, h, batch, steps, features, units, reverse);
  return 0;
}

function gatherFirstCell(): void {
  gather(firstCells + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize, firstCell);
}

@unmanaged
class Forward extends ForwardCell {
  step(): void {
    if (n == 0) {
      gatherFirstCell();
      previousCell = firstCell;
    }
    const c = computeStep(previousCell);
    scatter(c, cells + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize);
    previousCell = c;
  }
}

/** From the state strip and the cell before to the rows that are kept and the next h; returns where c stands. */
function computeStep(previousCell: usize): usize {
  const gates = keptRows(KEPT * hiddenSize);
  const c = gates + ROW * 4 * hiddenSize;
  multiply(weights, 4 * hiddenSize, depth, depth, state, gates, ROW, false);
  stepForward(gates, previousCell, c, h, hiddenSize, masked);
  return c;
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

let dCells: usize = 0; // dCell of every step
let dFirstCells: usize = 0;
let dc: usize = 0; // strip

export function lstmBackward(
  x: usize, inputKernel: usize, recurrentKernel: usize, bias: usize, initialHidden: usize, initialCell: usize,
  mask: usize, hidden: usize, cell: usize, reserve: usize, dHidden: usize, dCell: usize,
  dX: usize, dInputKernel: usize, dRecurrentKernel: usize, dInitialHidden: usize, dInitialCell: usize,
  dBias: usize, scratch: usize, batch: i32, steps: i32, features: i32, units: i32, reverse: bool,
): usize {
  startOneProductBackward(scratch, features, units, 4 * units, KEPT * units);
  dc = take(units * LANES);
  firstCell = take(units * LANES);
  if (!reserve) takeForward(features, units, 4 * units);
  const bytes = takeGradients(batch, features, units);
  if (!scratch) return bytes;
  if (!firstGroup()) return 0;
  cells = cell;
  firstCells = initialCell;
  dCells = dCell;
  dFirstCells = dInitialCell;
  packBackward(inputKernel, recurrentKernel, dX, dBias, features, units);
  if (!reserve) packForward(inputKernel, recurrentKernel, bias, features, units);
  runBackward<Backward>(
    x, initialHidden, mask, hidden, reserve, dHidden, dX, dInitialHidden, dz,
    batch, steps, features, units, reverse,
  );
  if (endBackward()) copyGradients(dInputKernel, dRecurrentKernel, dBias, features, units);
  return 0;
}

@unmanaged
class Backward extends OneProductBackwardCell {
  step(): void {
    if (n == steps - 1) {
      gatherFirstCell();
      fillStrip(dc, hiddenSize, 0);
    }
    if (dCells) {
      gather(dCells + FLOAT * at * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
      addStrip(dc, incoming, hiddenSize);
    }
    const rows = KEPT * hiddenSize;
    let previousCell = firstCell;
    if (!isKept) {
      if (n > 0) {
        gather(cells + FLOAT * (at + back) * hiddenSize, hiddenStep, lanes, hiddenSize, incoming);
        previousCell = incoming;
      }
      gatherState(state, h);
      computeStep(previousCell);
    } else if (n > 0) previousCell = keptRows(rows, back) + ROW * 4 * hiddenSize;
    stepBackward(keptRows(rows), previousCell, hiddenSize, masked);
    if (n == 0) scatter(dc, dFirstCells + FLOAT * first * hiddenSize, FLOAT * hiddenSize, lanes, hiddenSize);
  }
}

/**
 * From dh and dc of this step to dz, and to the parts of the previous step's dh and dc that do not go through
 * the recurrent kernel: f ∘ dc where the step ran, all of both where it was masked.
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
