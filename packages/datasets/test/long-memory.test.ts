import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addingProblem, copyMemory, createRng } from '../src/index.js';

describe('addingProblem', () => {
  it('the target is the sum of the two marked numbers, one marked in each half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), (length, seed) => {
        const { inputs, targets } = addingProblem({ length }).batch(createRng(seed), 4);
        for (let example = 0; example < 4; example++) {
          const steps = Array.from({ length }, (_, t) => 2 * (example * length + t));
          const marked = steps.filter((at) => inputs.data[at + 1] === 1);
          expect(steps.every((at) => inputs.data[at]! >= 0 && inputs.data[at]! <= 1)).toBe(true);
          expect(marked).toHaveLength(2);
          expect(steps.indexOf(marked[0]!)).toBeLessThan(Math.floor(length / 2));
          expect(steps.indexOf(marked[1]!)).toBeGreaterThanOrEqual(Math.floor(length / 2));
          expect(targets.data[example]).toBe(
            Math.fround(inputs.data[marked[0]!]! + inputs.data[marked[1]!]!),
          );
        }
      }),
    );
  });

  it('always answering 1 has a mean squared error of the baseline, 1/6', () => {
    const dataset = addingProblem({ length: 10 });
    const { targets } = dataset.batch(createRng(2), 100_000);
    const error = targets.data.reduce((sum, target) => sum + (target - 1) ** 2, 0) / targets.data.length;
    expect(dataset.baseline).toEqual({ metric: 'mse', value: 1 / 6 });
    expect(error).toBeCloseTo(1 / 6, 2);
  });

  it('refuses a length of 1', () => {
    expect(() => addingProblem({ length: 1 })).toThrow(
      new RangeError('addingProblem: length must be an integer from 2 to 1000000, received 1'),
    );
  });
});

describe('copyMemory', () => {
  it('reads ten symbols, blanks and the delimiter, and answers blanks and the ten symbols', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer(), (delay, seed) => {
        const { inputs, targets } = copyMemory({ delay }).batch(createRng(seed), 3);
        const time = delay + 20;
        expect(inputs.shape).toEqual([3, time, 10]);
        for (let example = 0; example < 3; example++) {
          const symbols = Array.from({ length: time }, (_, t) => {
            const at = (example * time + t) * 10;
            const oneHot = inputs.data.subarray(at, at + 10);
            expect(oneHot.reduce((sum, x) => sum + x, 0)).toBe(1);
            return oneHot.indexOf(1);
          });
          const copied = symbols.slice(0, 10);
          const blanks = (count: number) => new Array(count).fill(8);
          expect(copied.every((symbol) => symbol < 8)).toBe(true);
          expect(symbols.slice(10)).toEqual([...blanks(delay - 1), 9, ...blanks(10)]);
          const answers = [...targets.data.subarray(example * time, (example + 1) * time)];
          expect(answers).toEqual([...blanks(delay + 10), ...copied]);
        }
      }),
    );
  });

  it('the baseline is the cross-entropy of knowing everything but the symbols', () => {
    const dataset = copyMemory({ delay: 30 });
    const { targets } = dataset.batch(createRng(4), 5_000);
    const counts = new Array(8).fill(0);
    for (let i = 0; i < targets.data.length; i++) if (i % 50 >= 40) counts[targets.data[i]!]++;
    const drawn = counts.reduce((sum, count) => sum + count, 0);
    const entropy = -counts.reduce((sum, count) => sum + (count / drawn) * Math.log(count / drawn), 0);
    expect((10 * entropy) / 50).toBeCloseTo(dataset.baseline.value, 3);
  });

  it('refuses a delay of 0', () => {
    expect(() => copyMemory({ delay: 0 })).toThrow(
      new RangeError('copyMemory: delay must be an integer from 1 to 1000000, received 0'),
    );
  });
});
