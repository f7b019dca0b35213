import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation } from '../src/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { guardedWorkspace, hold, instantiateBuilds } from './guarded-workspace.js';
import { type Case, randomValues, shapes } from './random-sequence.js';
import { gru, gruGradient } from './reference/gru.js';
import { lstm, lstmGradient } from './reference/lstm.js';
import { rnn, rnnGradient } from './reference/rnn.js';
import type { Values } from './reference/sequence.js';

const builds = await instantiateBuilds();
const activations: Activation[] = ['tanh', 'relu', 'sigmoid', 'identity', 'step'];

interface Attributes {
  readonly reverse: boolean;
  readonly activation: Activation;
  readonly resetAfter: boolean;
  readonly inputGradient: boolean;
}

/** Outputs of forward (without the reserve) and gradient, in the order of the contract. */
function reference(c: Case, v: Values, { reverse, activation, resetAfter }: Attributes): Values {
  if (c.cell === 'Lstm') {
    const { hidden, cell } = lstm(v, c, reverse);
    return { hidden, cell, ...lstmGradient(v, c, reverse) };
  }
  if (c.cell === 'Gru') {
    const { hidden } = gru(v, c, resetAfter, reverse);
    return { hidden, ...gruGradient(v, c, resetAfter, reverse) };
  }
  const { hidden } = rnn(v, c, activation, reverse);
  return { hidden, ...rnnGradient(v, c, activation, reverse) };
}

const forwardNames = { Rnn: ['hidden'], Gru: ['hidden', 'reserve'], Lstm: ['hidden', 'cell', 'reserve'] };

/** Runs both kernels of a case between guards and returns their outputs by name. */
function runKernels(build: string, guard: number, c: Case, v: Values, attrs: Attributes, names: string[]) {
  const instance = builds.get(build)!;
  const inputShapes = shapes(c);
  const held = Object.fromEntries(
    Object.entries(inputShapes).map(([name, shape]) => [name, hold(v[name]!, shape)]),
  );
  const results: Record<string, Float32Array> = {};
  const forward = guardedWorkspace(instance, guard);
  workspaceKernels[`${c.cell}Sequence`]!(forward, held, { ...attrs });
  expect(forward.damage()).toEqual([]);
  forward.results().forEach((values, i) => {
    const name = forwardNames[c.cell][i]!;
    results[name] = values;
    held[name] = hold(values, name === 'reserve' ? [values.length] : inputShapes.dHidden!);
  });
  const backward = guardedWorkspace(instance, guard);
  workspaceKernels[`${c.cell}SequenceGrad`]!(backward, held, { ...attrs });
  expect(backward.damage()).toEqual([]);
  const gradientNames = names.filter((name) => name.startsWith('d'));
  backward.results().forEach((values, i) => {
    results[gradientNames[i]!] = values;
  });
  return results;
}

/** Largest |actual − expected| relative to the largest |expected|, at least 1. */
function maxError(actual: Float32Array, expected: Float64Array): number {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(actual[i]! - value) / scale), 0);
}

function check(build: string, c: Case, attrs: Attributes, tolerance: number): void {
  const values = randomValues(c);
  const { dX, ...others } = reference(c, values, attrs);
  const expected: Values = attrs.inputGradient ? { dX: dX!, ...others } : others;
  const results = runKernels(build, 255, c, values, attrs, Object.keys(expected));
  for (const [name, numbers] of Object.entries(expected))
    expect(maxError(results[name]!, numbers), name).toBeLessThan(tolerance);
  expect(runKernels(build, 0, c, values, attrs, Object.keys(expected))).toEqual(results);
}

const cases = fc.record({
  cell: fc.constantFrom<Case['cell'][]>('Rnn', 'Gru', 'Lstm'),
  batch: fc.integer({ min: 1, max: 70 }),
  steps: fc.integer({ min: 1, max: 70 }),
  inputSize: fc.integer({ min: 1, max: 70 }),
  hiddenSize: fc.integer({ min: 1, max: 70 }),
  hasBias: fc.boolean(),
  hasMask: fc.boolean(),
  hasRecurrentBias: fc.boolean(),
  hasCellGradient: fc.boolean(),
  seed: fc.integer(),
});
const attributes = fc.record({
  reverse: fc.boolean(),
  resetAfter: fc.boolean(),
  inputGradient: fc.boolean(),
  activation: fc.constantFrom<Activation[]>('tanh', 'sigmoid'),
});

describe.each([...builds.keys()])('the %s build', (build) => {
  it('equals the float64 equations and their hand-derived gradient, and touches nothing outside its tensors', () => {
    // Sizes multiply: a case is kept only when the reference takes milliseconds.
    const affordable = cases.filter(
      (c) => c.batch * c.steps * c.hiddenSize * (c.hiddenSize + c.inputSize) < 3e5,
    );
    fc.assert(
      fc.property(affordable, attributes, (c, attrs) => {
        const hasRecurrentBias = c.hasRecurrentBias && attrs.resetAfter;
        check(build, { ...c, hasRecurrentBias }, attrs, 3e-5);
      }),
      { numRuns: 45 },
    );
  });

  it.each(activations)('rnn runs activation %s', (activation) => {
    const c: Case = {
      cell: 'Rnn',
      batch: 9,
      steps: 3,
      inputSize: 5,
      hiddenSize: 7,
      hasBias: true,
      hasMask: true,
      seed: 3,
    };
    check(build, c, { activation, reverse: false, resetAfter: true, inputGradient: true }, 1e-5);
  });

  it.each(['Rnn', 'Gru', 'Lstm'] as const)('%s passes NaN and Inf on where the equations do', (cell) => {
    const c: Case = {
      cell,
      batch: 11,
      steps: 4,
      inputSize: 5,
      hiddenSize: 6,
      hasBias: true,
      hasMask: false,
      seed: 9,
    };
    const attrs = { activation: 'tanh', reverse: false, resetAfter: true, inputGradient: true } as const;
    const values = randomValues(c);
    const at = (b: number, t: number) => (b * c.steps + t) * c.inputSize;
    values.x![at(2, 1)] = Number.NaN;
    values.x![at(9, 3) + 4] = Number.POSITIVE_INFINITY;
    values.initialHidden![4 * c.hiddenSize] = Number.NEGATIVE_INFINITY;
    const expected = reference(c, values, attrs);
    const results = runKernels(build, 0, c, values, attrs, Object.keys(expected));
    for (const [name, numbers] of Object.entries(expected)) {
      expect([...results[name]!].map(Number.isNaN), name).toEqual([...numbers].map(Number.isNaN));
      const finite = [...numbers.keys()].filter((i) => Number.isFinite(numbers[i]!));
      for (const i of finite) expect(results[name]![i]!, `${name}[${i}]`).toBeCloseTo(numbers[i]!, 4);
    }
    expect(expected.hidden!.some(Number.isNaN)).toBe(true);
    expect(expected.hidden!.filter(Number.isFinite).length).toBeGreaterThan(expected.hidden!.length / 2);
  });
});
