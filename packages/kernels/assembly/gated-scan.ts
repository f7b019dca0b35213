import { sigmoid } from './activations';
import { at, before, beginCall, beginStep, part, passOn, row } from './linear-scan';
import { firstPart, nextPart, part as example } from './share';
import { FLOAT, isWhole, madd, oneMinus, read, write } from './vector';

// h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ x_t, z = σ(gate): the walk of a linear scan, with its decay and what it adds computed on
// the way. They are computed again on the way back, which takes less time than to write them and to read them.

export function gatedScanForward(
  x: usize, gate: usize, initialHidden: usize, mask: usize, hidden: usize,
  batch: i32, steps: i32, units: i32, reverse: bool,
): void {
  beginCall(steps, units, false);
  if (!firstPart(batch)) return;
  do {
    for (let n = 0; n < steps; n++) {
      if (beginStep(n, initialHidden, mask, hidden, reverse)) stepForward(x + at, gate + at, hidden + at);
      else memory.copy(hidden + at, before, row);
    }
  } while (nextPart());
}

// @ts-ignore: decorator
@inline
function stepForward(x: usize, gate: usize, h: usize): void {
  let whole = true;
  for (let u: usize = 0; u < row; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    const z = sigmoid(read(gate + u, whole));
    write(h + u, madd(z, read(x + u, whole), f32x4.mul(oneMinus(z), read(before + u, whole))), whole);
  }
}

/** δ_t = ∂E/∂h_t + (1 − z_{t+1}) ∘ δ_{t+1}; that of x_t is δ ∘ z, that of the gate δ ∘ (x_t − h_{t−1}) ∘ z(1 − z). */
export function gatedScanBackward(
  x: usize, gate: usize, initialHidden: usize, mask: usize, hidden: usize, dHidden: usize,
  dX: usize, dGate: usize, dInitialHidden: usize,
  batch: i32, steps: i32, units: i32, reverse: bool,
): void {
  beginCall(steps, units, false);
  if (!firstPart(batch)) return;
  do {
    const carry = dInitialHidden + row * example;
    memory.fill(carry, 0, row);
    for (let n = steps - 1; n >= 0; n--) {
      if (beginStep(n, initialHidden, mask, hidden, reverse)) {
        stepBackward(x + at, gate + at, dHidden + at, dX ? dX + at : 0, dGate + at, carry);
      } else {
        if (dX) memory.fill(dX + at, 0, row);
        memory.fill(dGate + at, 0, row);
        passOn(dHidden + at, carry, units);
      }
    }
  } while (nextPart());
}

// @ts-ignore: decorator
@inline
function stepBackward(x: usize, gate: usize, dHidden: usize, dX: usize, dGate: usize, carry: usize): void {
  let whole = true;
  for (let u: usize = 0; u < row; u += whole ? 16 : FLOAT) {
    whole = isWhole(u, part);
    const d = f32x4.add(read(dHidden + u, whole), read(carry + u, whole));
    const z = sigmoid(read(gate + u, whole));
    const keep = f32x4.mul(d, oneMinus(z));
    if (dX) write(dX + u, f32x4.mul(d, z), whole);
    const ahead = f32x4.sub(read(x + u, whole), read(before + u, whole));
    write(dGate + u, f32x4.mul(f32x4.mul(keep, z), ahead), whole);
    write(carry + u, keep, whole);
  }
}
