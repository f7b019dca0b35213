import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternatingSum, createRng } from '../src/index.js';
import { blindAccuracy } from './blind-guess.js';

describe('alternatingSum', () => {
  it('the target says whether even places outweigh odd ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer(),
        (half, max, seed) => {
          const length = 2 * half;
          const { inputs, targets } = alternatingSum({ length, max }).batch(createRng(seed), 5);
          for (let example = 0; example < 5; example++) {
            const integers = [...inputs.data.subarray(example * length, (example + 1) * length)];
            expect(integers.every((x) => Number.isInteger(x) && Math.abs(x) <= max)).toBe(true);
            const sum = integers.reduce((total, x, t) => total + (t % 2 ? x : -x), 0);
            expect(targets.data[example]).toBe(sum > 0 ? 1 : 0);
          }
        },
      ),
    );
  });

  it('the baseline counts the sums of zero exactly', () => {
    // x₁ = x₂ in 3 of 9 pairs; of the 81 quadruples on −1 … 1, 19 sum to 0 (the central trinomial coefficient).
    expect(alternatingSum({ length: 2, max: 1 }).baseline.value).toBeCloseTo((1 + 3 / 9) / 2, 12);
    expect(alternatingSum({ length: 4, max: 1 }).baseline.value).toBeCloseTo((1 + 19 / 81) / 2, 12);
  });

  it('the best guess without the inputs scores the baseline', () => {
    const dataset = alternatingSum({ length: 6, max: 3 });
    expect(blindAccuracy(dataset)).toBeCloseTo(dataset.baseline.value, 2);
  });

  it.each([
    [{ length: 3 }, 'alternatingSum: length must be even, received 3'],
    [{ length: 0 }, 'alternatingSum: length must be an integer from 2 to 1000000, received 0'],
    [{ length: Number.NaN }, 'alternatingSum: length must be an integer from 2 to 1000000, received NaN'],
    [{ length: 4, max: 0 }, 'alternatingSum: max must be an integer from 1 to 100, received 0'],
    [{ length: 4, max: -2 }, 'alternatingSum: max must be an integer from 1 to 100, received -2'],
  ])('%o is refused with a reason', (options, message) => {
    expect(() => alternatingSum(options)).toThrow(new RangeError(message));
  });
});
