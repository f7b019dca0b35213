import { firstPart, nextPart, part as example } from './share';
import { FLOAT, isWhole, madd, read, write } from './vector';

// h_t = a_t ∘ h_{t−1} + x_t. Nothing but memory limits it: two numbers read and one written for a multiplication and an
// addition. So it walks through memory as the tensors lie, an example after the other, and takes the state of the step
// before from where it has just been written. Examples are what threads share.

let steps: i32 = 0;
export let row: usize = 0; // bytes of one step of one example
export let part: i32 = 0; // numbers of a row, or of its real half
export let half: usize = 0; // bytes from a real part to its imaginary part
export let at: usize = 0; // where the step at hand stands in [batch, steps, units]
export let before: usize = 0; // the state before it

// @ts-ignore: decorator
@inline
export function beginCall(numSteps: i32, units: i32, complex: bool): void {
  steps = numSteps;
  row = FLOAT * units;
  part = complex ? units / 2 : units;
  half = FLOAT * part;
}

/** Step `n`, counted in the order taken, of the example at hand; false where the mask leaves it out. */
// @ts-ignore: decorator
@inline
export function beginStep(
  n: i32, initialHidden: usize, mask: usize, hidden: usize, reverse: bool,
): bool {
  const t = example * steps + (reverse ? steps - 1 - n : n);
  at = row * t;
  before = n == 0 ? initialHidden + row * example : hidden + (reverse ? at + row : at - row);
  return mask == 0 || load<f32>(mask + FLOAT * t) != 0;
}

export function linearScanForward(
  x: usize, decay: usize, initialHidden: usize, mask: usize, hidden: usize,
  batch: i32, steps: i32, units: i32, complex: bool, reverse: bool,
): void {
  beginCall(steps, units, complex);
  if (!firstPart(batch)) return;
  do {
    for (let n = 0; n < steps; n++) {
      if (!beginStep(n, initialHidden, mask, hidden, reverse)) memory.copy(hidden + at, before, row);
      else if (complex) complexForward(x + at, decay + at, hidden + at);
      else realForward(x + at, decay + at, hidden + at);
    }
  } while (nextPart());
}

// @ts-ignore: decorator
@inline
function realForward(x: usize, a: usize, h: usize): void {
  let whole = true;
  for (let u: usize = 0; u < half; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    write(h + u, madd(read(a + u, whole), read(before + u, whole), read(x + u, whole)), whole);
  }
}

// @ts-ignore: decorator
@inline
function complexForward(x: usize, a: usize, h: usize): void {
  let whole = true;
  for (let u: usize = 0; u < half; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    const ar = read(a + u, whole), ai = read(a + half + u, whole);
    const hr = read(before + u, whole), hi = read(before + half + u, whole);
    write(h + u, madd(ar, hr, f32x4.sub(read(x + u, whole), f32x4.mul(ai, hi))), whole);
    write(h + half + u, madd(ar, hi, madd(ai, hr, read(x + half + u, whole))), whole);
  }
}

/**
 * From the last step back, δ_t = ∂E/∂h_t + conj(a_{t+1}) ∘ δ_{t+1}, which is the gradient of x_t; that of a_t is
 * conj(h_{t−1}) ∘ δ_t. What goes to the step before is gathered where the gradient of the initial state ends up.
 */
export function linearScanBackward(
  decay: usize, initialHidden: usize, mask: usize, hidden: usize, dHidden: usize,
  dX: usize, dDecay: usize, dInitialHidden: usize,
  batch: i32, steps: i32, units: i32, complex: bool, reverse: bool,
): void {
  beginCall(steps, units, complex);
  if (!firstPart(batch)) return;
  do {
    const carry = dInitialHidden + row * example;
    memory.fill(carry, 0, row);
    for (let n = steps - 1; n >= 0; n--) {
      if (!beginStep(n, initialHidden, mask, hidden, reverse)) {
        if (dX) memory.fill(dX + at, 0, row);
        memory.fill(dDecay + at, 0, row);
        passOn(dHidden + at, carry, units);
      } else {
        const dx = dX ? dX + at : 0;
        if (complex) complexBackward(decay + at, dHidden + at, dx, dDecay + at, carry);
        else realBackward(decay + at, dHidden + at, dx, dDecay + at, carry);
      }
    }
  } while (nextPart());
}

// @ts-ignore: decorator
@inline
export function passOn(dHidden: usize, carry: usize, units: i32): void {
  let whole = true;
  for (let u: usize = 0; u < row; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, units);
    write(carry + u, f32x4.add(read(carry + u, whole), read(dHidden + u, whole)), whole);
  }
}

// @ts-ignore: decorator
@inline
function realBackward(a: usize, dHidden: usize, dX: usize, dDecay: usize, carry: usize): void {
  let whole = true;
  for (let u: usize = 0; u < half; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    const d = f32x4.add(read(dHidden + u, whole), read(carry + u, whole));
    if (dX) write(dX + u, d, whole);
    write(dDecay + u, f32x4.mul(d, read(before + u, whole)), whole);
    write(carry + u, f32x4.mul(d, read(a + u, whole)), whole);
  }
}

// @ts-ignore: decorator
@inline
function complexBackward(a: usize, dHidden: usize, dX: usize, dDecay: usize, carry: usize): void {
  let whole = true;
  for (let u: usize = 0; u < half; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    const v = u + half;
    const dr = f32x4.add(read(dHidden + u, whole), read(carry + u, whole));
    const di = f32x4.add(read(dHidden + v, whole), read(carry + v, whole));
    if (dX) write(dX + u, dr, whole);
    if (dX) write(dX + v, di, whole);
    const hr = read(before + u, whole), hi = read(before + v, whole);
    write(dDecay + u, madd(hr, dr, f32x4.mul(hi, di)), whole);
    write(dDecay + v, f32x4.sub(f32x4.mul(hr, di), f32x4.mul(hi, dr)), whole);
    const ar = read(a + u, whole), ai = read(a + v, whole);
    write(carry + u, madd(ar, dr, f32x4.mul(ai, di)), whole);
    write(carry + v, f32x4.sub(f32x4.mul(ar, di), f32x4.mul(ai, dr)), whole);
  }
}
