import {
  type GruSize,
  gruBptt,
  gruForward,
  lstmBptt,
  lstmForward,
  type RnnSize,
  rnnBptt,
  rnnForward,
} from '@unrolled/analysis';
import { gatedForward, gatedGradients, scanForward, scanGradients } from './closed-scan.js';
import type { Case, Values } from './sequence-case.js';

type Row = Float64Array;

/** An example of a batch as the closed forms take one: the steps that its mask lets through, in the order taken. */
function exampleOf(c: Case, v: Values, b: number) {
  const order = Array.from({ length: c.steps }, (_, n) => (c.reverse ? c.steps - 1 - n : n));
  const taken = order.filter((t) => v.mask?.[b * c.steps + t] !== 0);
  const rows = taken.map((t) => row(v.x!, b * c.steps + t, c.inputSize));
  const state = (name: string) => v[name] && row(v[name], b, c.hiddenSize);
  return {
    order,
    taken,
    inputs: Float64Array.from(rows.flatMap((values) => [...values])),
    initialHidden: state('initialHidden')!,
    initialCell: state('initialCell'),
  };
}

const row = (values: Row, index: number, length: number) =>
  values.slice(index * length, (index + 1) * length);

function run(c: Case, v: Values, b: number): { h: Row; c?: Row }[] {
  const { inputs, initialHidden, initialCell } = exampleOf(c, v, b);
  if (inputs.length === 0) return [];
  if (c.name === 'LstmSequence') return lstmForward(c, v as never, inputs, initialHidden, initialCell);
  if (c.name === 'GruSequence') return gruForward(c as GruSize, v as never, inputs, initialHidden);
  return rnnForward(c as RnnSize, v as never, inputs, initialHidden);
}

/** hidden, and for the LSTM cell, by the equations in float64: a step that the mask stops keeps what was before. */
export function closedForward(c: Case, v: Values): Values {
  if (c.name === 'LinearScan') return scanForward(c, v);
  if (c.name === 'GatedScan') return gatedForward(c, v);
  const size = c.batch * c.steps * c.hiddenSize;
  const hidden = new Float64Array(size);
  const cell = new Float64Array(size);
  for (let b = 0; b < c.batch; b++) {
    const { order, taken, initialHidden, initialCell } = exampleOf(c, v, b);
    const states = run(c, v, b);
    let before = -1;
    for (const t of order) {
      if (taken[before + 1] === t) before++;
      const at = (b * c.steps + t) * c.hiddenSize;
      hidden.set(states[before]?.h ?? initialHidden, at);
      if (initialCell) cell.set(states[before]?.c ?? initialCell, at);
    }
  }
  return c.name === 'LstmSequence' ? { hidden, cell } : { hidden };
}

/**
 * The gradients of Σ dHidden ∘ hidden by the closed forms. Their loss is (h − target)², whose gradient is dHidden where the
 * target is h − dHidden/2; what a masked step gets goes to the step whose state it kept.
 */
export function closedGradients(c: Case, v: Values): Values {
  if (c.name === 'LinearScan') return scanGradients(c, v);
  if (c.name === 'GatedScan') return gatedGradients(c, v);
  const { hiddenSize: H, inputSize: I } = c;
  const identity = Float64Array.from({ length: H * H }, (_, i) => Number(i % (H + 1) === 0));
  const model = { ...c, outputSize: H, loss: 'squared-error', scored: 'every' } as const;
  const like = (name: string) => new Float64Array(v[name]?.length ?? 0);
  const sums = {
    dX: like('x'),
    dInputKernel: like('inputKernel'),
    dRecurrentKernel: like('recurrentKernel'),
    dInitialHidden: like('initialHidden'),
    dInitialCell: like('initialCell'),
    dBias: like('bias'),
    dRecurrentBias: like('recurrentBias'),
  };
  const add = (to: Row, from: Row | undefined, at = 0) => {
    for (const [i, value] of (from ?? []).entries()) to[at + i]! += value;
  };
  for (let b = 0; b < c.batch; b++) {
    const { order, taken, inputs, initialHidden, initialCell } = exampleOf(c, v, b);
    const states = run(c, v, b);
    const arriving = states.map(() => new Float64Array(H));
    let before = -1;
    for (const t of order) {
      if (taken[before + 1] === t) before++;
      const d = row(v.dHidden!, b * c.steps + t, H);
      if (before < 0) add(sums.dInitialHidden, d, b * H);
      else add(arriving[before]!, d);
    }
    if (states.length === 0) continue;
    const targets = states.flatMap(({ h }, n) => [...h.map((value, u) => value - arriving[n]![u]! / 2)]);
    const params = { ...v, outputKernel: identity } as never;
    const sequence = { inputs, targets, initialHidden, ...(initialCell && { initialCell }) };
    const bptt = { RnnSequence: rnnBptt, GruSequence: gruBptt, LstmSequence: lstmBptt }[c.name];
    const { gradients, inputGradient, initialHiddenGradient, ...rest } = bptt(
      model as never,
      params,
      sequence,
    );
    const byName = gradients as Values;
    add(sums.dInputKernel, byName.inputKernel);
    add(sums.dRecurrentKernel, byName.recurrentKernel);
    add(sums.dBias, v.bias && byName.bias);
    add(sums.dRecurrentBias, v.recurrentBias && byName.recurrentBias);
    add(sums.dInitialHidden, initialHiddenGradient, b * H);
    add(sums.dInitialCell, (rest as { initialCellGradient?: Row }).initialCellGradient, b * H);
    for (const [n, t] of taken.entries()) sums.dX.set(row(inputGradient, n, I), (b * c.steps + t) * I);
  }
  return sums;
}
