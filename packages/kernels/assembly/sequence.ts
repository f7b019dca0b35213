import { multiply, packedRows } from './product';
import { startScratch, take } from './scratch';
import { firstPart, gatherGroups, nextPart, part } from './share';
import { addStrip, fillStrip, gather, gatherMask, scatter } from './strip';
import { FLOAT, LANES, ROW } from './vector';
import { SPARE_ROWS, bytesOfSums, collectLeft, endGroup, groupEnd, groupStart, groups, isFull, startGroup } from './weight-gradient';

// The loops over strips of eight examples and over steps, which every cell goes through. A cell is a class
// with methods and no fields, so that null stands for an object of it: the loop is compiled for each cell,
// with direct calls. What the methods work on stands here, in variables.

// The call at hand.
export let inputSize: i32 = 0;
export let hiddenSize: i32 = 0;
export let steps: i32 = 0;
export let hiddenStep: usize = 0; // bytes from one example to the next in [batch, steps, hidden]
export let masked: bool = false;
let x: usize = 0;
let reserve: usize = 0;
/** Whether every step has rows of its own in a reserve; else there are those of the step at hand, in `ownRows`. */
export let isKept: bool = false;
let ownRows: usize = 0;

// The step at hand.
export let first: i32 = 0; // the strip's first example
export let lanes: i32 = 0; // how many of the eight exist
export let n: i32 = 0; // the steps taken before it
export let at: i32 = 0; // where its first example stands in [batch, steps]
export let before: usize = 0; // the hidden state before it
export let beforeStep: usize = 0; // bytes from one example to the next there
export let maskRow: usize = 0; // all ones where an example takes it
let place: i32 = 0; // of the strip's step in [strips, steps]

/**
 * What the reserve, `rows` rows for each strip and step, keeps of this step, or of one `offset` from it. Without a reserve
 * they are the rows of the step at hand, which a backward pass computes again.
 */
// @ts-ignore: decorator
@inline
export function keptRows(rows: i32, offset: i32 = 0): usize {
  return reserve + ROW * rows * (place + offset);
}

/** The direction to the step before. */
export let back: i32 = 0;

// @ts-ignore: decorator
@inline
function beginCall(
  xs: usize, mask: usize, kept: usize, numSteps: i32, features: i32, units: i32, reverse: bool,
): void {
  x = xs;
  isKept = kept != 0;
  reserve = isKept ? kept : ownRows;
  steps = numSteps;
  inputSize = features;
  hiddenSize = units;
  hiddenStep = FLOAT * numSteps * units;
  masked = mask != 0;
  back = reverse ? 1 : -1;
}

// @ts-ignore: decorator
@inline
function beginStrip(strip: i32, batch: i32): void {
  first = LANES * strip;
  lanes = min(LANES, batch - first);
}

// @ts-ignore: decorator
@inline
function beginStep(step: i32, mask: usize): void {
  const t = back > 0 ? steps - 1 - step : step;
  n = step;
  at = first * steps + t;
  place = isKept ? (first >> 3) * steps + t : 0;
  if (mask) gatherMask(mask + FLOAT * at, FLOAT * steps, lanes, maskRow);
}

/** Floats of a reserve of `rows` rows for each strip and step. */
export function reserveFloats(batch: i32, steps: i32, rows: i32): f64 {
  return <f64>((batch + LANES - 1) / LANES) * <f64>steps * <f64>rows * <f64>LANES;
}

@unmanaged
export abstract class ForwardCell {
  /** From the state strip, with x gathered into it, to the next h there. */
  abstract step(): void;
}

/** Begins the scratch memory of a forward pass that keeps `rows` rows of a step. */
export function startForward(scratch: usize, rows: i32): void {
  startScratch(scratch);
  maskRow = take(LANES);
  ownRows = take(rows * LANES);
}

/** Whether a strip of a forward pass is left for this instance; if so it is at hand. */
export function firstStrip(batch: i32): bool {
  return firstPart((batch + LANES - 1) / LANES);
}

/** Every step of `Cell`, whose state strip has x at `input` and h at `h`, from the strip at hand on. */
export function runForward<Cell extends ForwardCell>(
  xs: usize, initialHidden: usize, mask: usize, hidden: usize, kept: usize, input: usize, h: usize,
  batch: i32, numSteps: i32, features: i32, units: i32, reverse: bool,
): void {
  beginCall(xs, mask, kept, numSteps, features, units, reverse);
  do {
    beginStrip(part, batch);
    gather(initialHidden + FLOAT * first * units, FLOAT * units, lanes, units, h);
    for (let step = 0; step < numSteps; step++) {
      beginStep(step, mask);
      gather(xs + FLOAT * at * features, FLOAT * numSteps * features, lanes, features, input);
      changetype<Cell>(0).step();
      scatter(h, hidden + FLOAT * at * units, hiddenStep, lanes, units);
    }
  } while (nextPart());
}

@unmanaged
export abstract class BackwardCell {
  /** From dh to dz, and to what reaches the dh of the step before without a product. */
  abstract step(): void;
  /** Collects the two sides of the weights' gradient, at `depth`. */
  abstract collect(depth: i32): void;
  /** Adds the product of what was collected. */
  abstract multiply(depth: i32): void;
}

export let inputWeights: usize = 0; // K packed for dx = K·dz
export let recurrentWeights: usize = 0; // R packed for dh = R·dz
export let dh: usize = 0; // strips
export let dz: usize = 0;
export let incoming: usize = 0;
let dx: usize = 0;
let example: usize = 0; // one example's [x 1 h]
let inputRows: i32 = 0; // how many rows of dz meet K
let stateRows: i32 = 0; // and R
let spareRows: usize = 0; // behind dz

/**
 * The same for a backward pass whose dz has `rows` rows, the first `width` of which meet K and `across` of which meet R;
 * `kept` rows are kept of a step.
 */
export function startBackward(
  scratch: usize, features: i32, units: i32, width: i32, across: i32, rows: i32, kept: i32,
): void {
  inputRows = width;
  stateRows = across;
  startScratch(scratch);
  inputWeights = take(packedRows(features) * width);
  recurrentWeights = take(packedRows(units) * across);
  dx = take(packedRows(features) * LANES);
  dh = take(packedRows(units) * LANES);
  dz = take((rows + SPARE_ROWS) * LANES);
  spareRows = dz + ROW * rows;
  incoming = take(units * LANES);
  maskRow = take(LANES);
  ownRows = take(kept * LANES);
  example = take(features + 1 + units);
}

/** Whether a group of strips of a backward pass is left for this instance; if so it is at hand. */
export function firstGroup(): bool {
  return firstPart(groups);
}

/** Every step of `Cell` back from the last, from the group at hand on; `dStates` is the part of dz that meets R. */
export function runBackward<Cell extends BackwardCell>(
  xs: usize, initialHidden: usize, mask: usize, hidden: usize, kept: usize, dHidden: usize,
  dX: usize, dInitialHidden: usize, dStates: usize,
  batch: i32, numSteps: i32, features: i32, units: i32, reverse: bool,
): void {
  beginCall(xs, mask, kept, numSteps, features, units, reverse);
  const row = FLOAT * units;
  fillStrip(spareRows, SPARE_ROWS, 0);
  do {
    startGroup(numSteps);
    let depth = 0;
    for (let strip = groupStart; strip < groupEnd; strip++) {
      beginStrip(strip, batch);
      fillStrip(dh, units, 0);
      for (let step = numSteps - 1; step >= 0; step--) {
        beginStep(step, mask);
        before = step == 0 ? initialHidden + row * first : hidden + row * (at + back);
        beforeStep = step == 0 ? row : hiddenStep;
        gather(dHidden + row * at, hiddenStep, lanes, units, incoming);
        addStrip(dh, incoming, units);
        changetype<Cell>(0).step();
        if (dX) {
          multiply(inputWeights, packedRows(features), inputRows, inputRows, dz, dx, ROW, false);
          scatter(dx, dX + FLOAT * at * features, FLOAT * numSteps * features, lanes, features);
        }
        multiply(recurrentWeights, packedRows(units), stateRows, stateRows, dStates, dh, ROW, true);
        changetype<Cell>(0).collect(depth);
        depth += lanes;
        if (isFull(depth)) {
          changetype<Cell>(0).multiply(depth);
          depth = 0;
        }
      }
      scatter(dh, dInitialHidden + row * first, row, lanes, units);
    }
    changetype<Cell>(0).multiply(depth);
    endGroup();
  } while (nextPart());
}

/** After all groups: adds up what they summed, and says whether it is for this instance to write the gradients. */
export function endBackward(): bool {
  return gatherGroups(bytesOfSums(), groups);
}

/** In a backward pass, x of this step and the hidden state before it, as the forward pass had them. */
export function gatherState(input: usize, h: usize): void {
  gather(x + FLOAT * at * inputSize, FLOAT * steps * inputSize, lanes, inputSize, input);
  gather(before, beforeStep, lanes, hiddenSize, h);
}

/** Collects x of this step, a 1 behind it if `one` is 1, and the state before it if `units` is not 0. */
export function collectInputs(one: i32, units: i32, depth: i32, left: usize): void {
  const from = x + FLOAT * at * inputSize;
  collectLeft(from, FLOAT * steps * inputSize, inputSize, one, before, beforeStep, units, lanes, depth, example, left);
}

/** Collects `units` numbers of each example at `from`, with a 1 before them if `one` is 1. */
export function collectStates(one: i32, from: usize, step: usize, units: i32, depth: i32, left: usize): void {
  collectLeft(0, 0, 0, one, from, step, units, lanes, depth, example, left);
}
