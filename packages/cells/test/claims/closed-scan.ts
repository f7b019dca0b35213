import type { Case, Values } from './sequence-case.js';

type Complex = readonly [real: number, imaginary: number];

const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const conjugate = ([a, b]: Complex): Complex => [a, -b];

/** The numbers of a case one by one: real ones are complex without an imaginary part. */
function numbersOf({ batch, steps, hiddenSize: H, complex, reverse }: Case, mask: Float64Array | undefined) {
  const width = complex ? 2 * H : H;
  return {
    sequences: Array.from({ length: batch * H }, (_, i) => ({ b: Math.floor(i / H), u: i % H })),
    times: ([a, b]: Complex, [c, d]: Complex): Complex =>
      complex ? [a * c - b * d, a * d + b * c] : [a * c, 0], // or ∞ · 0 would be NaN
    /** In the order taken, those that the mask leaves out included. */
    order: Array.from({ length: steps }, (_, n) => (reverse ? steps - 1 - n : n)),
    isTaken: (b: number, t: number) => mask?.[b * steps + t] !== 0,
    at: (b: number, t: number) => b * steps + t,
    get: (array: Float64Array, row: number, u: number): Complex => [
      array[row * width + u]!,
      complex ? array[row * width + H + u]! : 0,
    ],
    set(array: Float64Array, row: number, u: number, [real, imaginary]: Complex) {
      array[row * width + u] = real;
      if (complex) array[row * width + H + u] = imaginary;
    },
  };
}

/** h_t = a_t ∘ h_{t−1} + x_t, a number at a time in float64. */
export function scanForward(c: Case, v: Values): Values {
  const { sequences, times, order, isTaken, at, get, set } = numbersOf(c, v.mask);
  const hidden = new Float64Array(v.x!.length);
  for (const { b, u } of sequences) {
    let h = get(v.initialHidden!, b, u);
    for (const t of order) {
      const row = at(b, t);
      if (isTaken(b, t)) h = plus(times(get(v.decay!, row, u), h), get(v.x!, row, u));
      set(hidden, row, u, h);
    }
  }
  return { hidden };
}

/** The gradients of Σ dHidden ∘ hidden, from the last step back. */
export function scanGradients(c: Case, v: Values): Values {
  const { sequences, times, order, isTaken, at, get, set } = numbersOf(c, v.mask);
  const { hidden } = scanForward(c, v);
  const dX = new Float64Array(v.x!.length);
  const dDecay = new Float64Array(v.x!.length);
  const dInitialHidden = new Float64Array(v.initialHidden!.length);
  for (const { b, u } of sequences) {
    let δ: Complex = [0, 0];
    for (const n of [...order.keys()].reverse()) {
      const row = at(b, order[n]!);
      δ = plus(δ, get(v.dHidden!, row, u));
      if (!isTaken(b, order[n]!)) continue;
      const before = n === 0 ? get(v.initialHidden!, b, u) : get(hidden!, at(b, order[n - 1]!), u);
      set(dX, row, u, δ);
      set(dDecay, row, u, times(conjugate(before), δ));
      δ = times(conjugate(get(v.decay!, row, u)), δ);
    }
    set(dInitialHidden, b, u, δ);
  }
  return { dX, dDecay, dInitialHidden };
}

/** A gated scan is a linear one: z = σ(gate), decay 1 − z, adding z ∘ x. */
function asLinear(c: Case, v: Values) {
  const z = v.gate!.map((a) => 1 / (1 + Math.exp(-a)));
  const linear = { ...v, decay: z.map((s) => 1 - s), x: z.map((s, i) => s * v.x![i]!) };
  return { z, linear, real: { ...c, complex: false } };
}

export function gatedForward(c: Case, v: Values): Values {
  const { linear, real } = asLinear(c, v);
  return scanForward(real, linear);
}

export function gatedGradients(c: Case, v: Values): Values {
  const { z, linear, real } = asLinear(c, v);
  const { dX, dDecay, dInitialHidden } = scanGradients(real, linear);
  return {
    dX: dX!.map((d, i) => d * z[i]!),
    dGate: dX!.map((d, i) => (d * v.x![i]! - dDecay![i]!) * z[i]! * (1 - z[i]!)),
    dInitialHidden: dInitialHidden!,
  };
}
