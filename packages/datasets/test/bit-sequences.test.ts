import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, parity, runningAnd, type SequenceDataset, sequenceEquality } from '../src/index.js';
import { blindAccuracy } from './blind-guess.js';

const lengths = fc.integer({ min: 1, max: 40 });

/** Each example's steps with what was answered, as [steps, answers] pairs. */
function examples(dataset: SequenceDataset<Float32Array>, seed: number, count = 6): [number[][], number[]][] {
  const { inputs, targets } = dataset.batch(createRng(seed), count);
  const [, time, size] = inputs.shape as [number, number, number];
  return Array.from({ length: count }, (_, example) => [
    Array.from({ length: time }, (_, t) => {
      const start = (example * time + t) * size;
      return [...inputs.data.subarray(start, start + size)];
    }),
    [...targets.data.subarray(example * time, (example + 1) * time)],
  ]);
}

const cases = [
  {
    factory: parity,
    name: 'parity',
    claim: 'the number of ones so far is odd',
    answer: (prefix: number[][]) => prefix.filter(([bit]) => bit === 1).length % 2 === 1,
  },
  {
    factory: runningAnd,
    name: 'runningAnd',
    claim: 'no zero has come yet',
    answer: (prefix: number[][]) => !prefix.some(([bit]) => bit === 0),
  },
  {
    factory: sequenceEquality,
    name: 'sequenceEquality',
    claim: 'both prefixes spell the same',
    answer: (prefix: number[][]) => prefix.map(([a]) => a).join() === prefix.map(([, b]) => b).join(),
  },
];

describe.each(cases)('$name', ({ factory, name, claim, answer }) => {
  it(`answers at every step whether ${claim}`, () => {
    fc.assert(
      fc.property(lengths, fc.integer(), (length, seed) => {
        for (const [steps, answers] of examples(factory({ length }), seed)) {
          expect(steps.flat().every((bit) => bit === 0 || bit === 1)).toBe(true);
          expect(answers).toEqual(steps.map((_, t) => (answer(steps.slice(0, t + 1)) ? 1 : 0)));
        }
      }),
    );
  });

  it.each([1, 2, 10])('the best guess without the inputs scores the baseline at length %i', (length) => {
    const dataset = factory({ length });
    expect(blindAccuracy(dataset)).toBeCloseTo(dataset.baseline.value, 2);
  });

  it('answers yes for the whole sequence half of the time', () => {
    const { targets } = factory({ length: 12 }).batch(createRng(8), 20_000);
    const last = targets.data.filter((_, i) => i % 12 === 11);
    expect(last.reduce((sum, target) => sum + target, 0) / last.length).toBeCloseTo(0.5, 1);
  });

  it('has a length of its own unless given another', () => {
    expect(factory().batch(createRng(1), 2)).toEqual(factory({ length: 10 }).batch(createRng(1), 2));
  });

  it.each([0, -3, 2.5, Number.NaN])('refuses length %s with a reason', (length) => {
    expect(() => factory({ length })).toThrow(
      new RangeError(`${name}: length must be an integer from 1 to 1000000, received ${length}`),
    );
  });
});

describe('parity', () => {
  it('draws fair bits', () => {
    const { inputs } = parity({ length: 10 }).batch(createRng(3), 10_000);
    expect(inputs.data.reduce((sum, bit) => sum + bit, 0) / inputs.data.length).toBeCloseTo(0.5, 2);
  });
});

describe('runningAnd', () => {
  it('puts the first zero at every step equally often', () => {
    const { targets } = runningAnd({ length: 4 }).batch(createRng(9), 40_000);
    const runs = [0, 0, 0, 0, 0];
    for (let i = 0; i < targets.data.length; i += 4) {
      runs[targets.data.subarray(i, i + 4).reduce((sum, one) => sum + one, 0)]!++;
    }
    for (const [run, share] of [0.125, 0.125, 0.125, 0.125, 0.5].entries()) {
      expect(runs[run]! / 40_000).toBeCloseTo(share, 1.7);
    }
  });
});
