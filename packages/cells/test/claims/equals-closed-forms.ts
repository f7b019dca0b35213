import * as tf from '@tensorflow/tfjs';
import { centralDifferences } from '@unrolled/analysis';
import {
  activations,
  gradName,
  outputsOf,
  type SequenceName,
  sequenceNames,
  sequences,
} from '@unrolled/kernels/contract';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { backends, onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';
import { closedForward, closedGradients } from './closed-forms.js';
import {
  attributesOf,
  type Case,
  plainCase,
  randomValues,
  registerSequenceKernels,
  runBoth,
  tensorsOf,
  type Values,
} from './sequence-case.js';

const size = fc.integer({ min: 1, max: 70 });
const cases = fc
  .record({
    name: fc.constantFrom<SequenceName[]>(...sequenceNames),
    batch: size,
    steps: size,
    inputSize: size,
    hiddenSize: size,
    hasBias: fc.boolean(),
    hasMask: fc.boolean(),
    hasRecurrentBias: fc.boolean(),
    hasCellGradient: fc.constant(false),
    reverse: fc.boolean(),
    resetAfter: fc.boolean(),
    activation: fc.constantFrom(...(['tanh', 'sigmoid'] as const)),
    complex: fc.boolean(),
    inputGradient: fc.boolean(),
    seed: fc.integer(),
  })
  // Sizes multiply: a case is kept only when the closed form takes milliseconds.
  .filter((c) => c.batch * c.steps * c.hiddenSize * (c.hiddenSize + c.inputSize) < 2e5);

/** What both kernels give by name, the reserve left out; nothing is left behind and no input changed. */
async function results(c: Case, values: Values): Promise<Values> {
  const before = tf.memory();
  const inputs = tensorsOf(c, values);
  const { forward, backward, saved } = runBoth(c, inputs);
  expect(tf.memory().numTensors - before.numTensors).toBe(
    Object.keys(inputs).length + forward.length + backward.length,
  );
  const names = outputsOf(gradName(c.name), saved, attributesOf(c)).map(({ name }) => name);
  expect(backward.length).toBe(names.length);
  const given = [
    ...Object.keys(sequences[c.name].outputs).map((name, i) => [name, forward[i]!] as const),
    ...names.map((name, i) => [name, backward[i]!] as const),
  ];
  const numbers: [string, Float64Array][] = [];
  for (const [name, tensor] of given) numbers.push([name, Float64Array.from(await tensor.data())]);
  for (const [name, tensor] of Object.entries(inputs))
    expect(Float64Array.from(await tensor.data()), name).toEqual(values[name]);
  tf.dispose([...Object.values(inputs), ...forward, ...backward]);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  const { reserve, ...shown } = Object.fromEntries(numbers);
  return shown;
}

/** For each tensor the largest difference, relative to the largest number of the second or 1. */
function differences(actual: Values, expected: Values): Record<string, number> {
  const entries = Object.entries(actual).map(([name, numbers]) => {
    const exact = expected[name]!;
    expect(numbers.length, name).toBe(exact.length);
    const scale = exact.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    const worst = exact.reduce((most, value, i) => Math.max(most, Math.abs(numbers[i]! - value)), 0);
    return [name, worst / scale] as const;
  });
  return Object.fromEntries(entries);
}

function expectClose(actual: Values, expected: Values, tolerance: number): void {
  for (const [name, difference] of Object.entries(differences(actual, expected)))
    expect(difference, name).toBeLessThan(tolerance);
}

const closed = (c: Case, values: Values) => ({ ...closedForward(c, values), ...closedGradients(c, values) });

/**
 * By how much the closed forms change when every number that goes in is moved by one rounding of float32, up or down. A
 * recurrence that amplifies, as one tanh unit with a weight above 1 does near zero, makes more of its own roundings in
 * any order of summation, and in float64 sums, too.
 */
function sensitivity(c: Case, values: Values): number {
  const random = seeded(c.seed);
  const moved = (numbers: Float64Array) =>
    numbers.map((value) => value * (1 + (random() < 0.5 ? -1 : 1) * 2 ** -24));
  const exact = closed(c, values);
  const changes = Array.from({ length: 4 }, () => {
    const entries = Object.entries(values).map(([name, numbers]) => [
      name,
      name === 'mask' ? numbers : moved(numbers),
    ]);
    return Object.values(differences(closed(c, Object.fromEntries(entries)), exact));
  });
  return Math.max(...changes.flat());
}

/** Every number is right to 1e-5, but where the case itself makes more than that of roundings. */
const check = async (c: Case) => {
  const values = randomValues(c);
  const worst = Object.entries(differences(await results(c, values), closed(c, values))).sort(
    (a, b) => b[1] - a[1],
  )[0]!;
  const bound = worst[1] < 1e-5 ? 1e-5 : Math.max(1e-5, 8 * sensitivity(c, values));
  expect(worst[1], worst[0]).toBeLessThan(bound);
};

/** Values and gradients of the kernels against the closed forms of @unrolled/analysis, in float64. */
export function equalsClosedForms(runs: number, on = backends): void {
  onEveryBackend(
    'the kernels of a sequence and of its gradient',
    () => {
      beforeAll(registerSequenceKernels);

      test(`equal the float64 closed forms, for ${runs} random sizes, masks and directions`, async () => {
        await fc.assert(fc.asyncProperty(cases, check), { numRuns: runs });
      });

      test('err no more than the case must, where one unit amplifies for 67 steps', async () => {
        const amplifying = {
          name: 'RnnSequence',
          batch: 42,
          steps: 67,
          inputSize: 9,
          hiddenSize: 1,
        } as const;
        await check({
          ...plainCase,
          ...amplifying,
          hasBias: false,
          hasMask: false,
          inputGradient: false,
          seed: 0,
        });
      });

      test.each(activations)('run the rnn with activation %s', async (activation) => {
        await check({ ...plainCase, name: 'RnnSequence', batch: 9, inputSize: 5, hiddenSize: 7, activation });
      });

      test.each([false, true])(
        'equal central differences for a gradient of the cell state, reverse %s',
        async (reverse) => {
          const c: Case = { ...plainCase, steps: 3, reverse, seed: 5 };
          const values = randomValues(c);
          const loss = (v: Values) => {
            const { hidden, cell } = closedForward(c, v);
            const weigh = (numbers: Float64Array, weights: Float64Array) =>
              numbers.reduce((sum, value, i) => sum + value * weights[i]!, 0);
            return weigh(hidden!, v.dHidden!) + weigh(cell!, v.dCell!);
          };
          const { hidden, cell, ...gradients } = await results(c, values);
          for (const [name, gradient] of Object.entries(gradients)) {
            const input = `${name[1]!.toLowerCase()}${name.slice(2)}`;
            const exact = centralDifferences((point) => loss({ ...values, ...point }), {
              [input]: values[input]!,
            });
            expectClose({ [name]: gradient }, { [name]: exact[input]! }, 1e-5);
          }
        },
      );

      test.each(sequenceNames)('of %s pass NaN and Inf on where the equations do', async (name) => {
        const c: Case = {
          ...plainCase,
          name,
          batch: 11,
          steps: 4,
          inputSize: 5,
          hiddenSize: 6,
          hasMask: false,
          seed: 9,
        };
        const values = randomValues(c);
        const width = values.x!.length / (c.batch * c.steps);
        const at = (b: number, t: number) => (b * c.steps + t) * width;
        values.x![at(2, 1)] = Number.NaN;
        values.x![at(9, 3) + 4] = Number.POSITIVE_INFINITY;
        values.initialHidden![4 * c.hiddenSize] = Number.NEGATIVE_INFINITY;
        const inputs = tensorsOf(c, values);
        const { forward } = runBoth(c, inputs);
        const expected = closedForward(c, values).hidden!;
        const hidden = await forward[0]!.data();
        expect([...hidden].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
        for (const [i, value] of expected.entries())
          if (Number.isFinite(value)) expect(hidden[i]).toBeCloseTo(value, 4);
        expect(expected.some(Number.isNaN)).toBe(true);
        expect(expected.filter(Number.isFinite).length).toBeGreaterThan(expected.length / 2);
      });
    },
    on,
  );
}
