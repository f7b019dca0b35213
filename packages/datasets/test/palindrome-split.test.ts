import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPalindromes, createRng, type SequenceDataset, splitPalindromes } from '../src/index.js';

const spell = (dataset: SequenceDataset<Int32Array>, seed: number, count: number) => {
  const { inputs, targets } = dataset.batch(createRng(seed), count);
  const time = inputs.shape[1]!;
  return new Set(
    Array.from({ length: count }, (_, example) =>
      [...inputs.data.subarray(example * time, (example + 1) * time), targets.data[example]!].join(' '),
    ),
  );
};

describe('countPalindromes', () => {
  it('counts what enumeration finds', () => {
    for (const [length, base] of [
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 3],
      [7, 2],
    ] as const) {
      const numbers = Array.from({ length: base ** length }, (_, n) =>
        n.toString(base).padStart(length, '0'),
      );
      const palindromes = numbers.filter((digits) => digits === [...digits].reverse().join(''));
      expect(countPalindromes({ length, base })).toBe(BigInt(palindromes.length));
    }
  });

  it('stays exact where a number would not', () => {
    expect(countPalindromes({ length: 41 })).toBe(10n ** 21n);
  });
});

describe('splitPalindromes', () => {
  it('no palindrome is on both sides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 14 }),
        fc.integer({ min: 2, max: 12 }),
        fc.nat(),
        (length, base, seed) => {
          const { train, test } = splitPalindromes({ length, base, encoding: 'scalar', seed });
          const trained = spell(train, seed, 300);
          expect([...spell(test, seed + 1, 300)].filter((digits) => trained.has(digits))).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('the test side holds exactly its share of few palindromes, and both sides together hold all', () => {
    const { train, test } = splitPalindromes({ length: 4, testFraction: 0.3, encoding: 'scalar' });
    expect(spell(test, 1, 3_000).size).toBe(30);
    expect(spell(train, 1, 3_000).size).toBe(70);
  });

  it('of two palindromes each side gets one', () => {
    const { train, test } = splitPalindromes({ length: 2, base: 2, testFraction: 0.01, encoding: 'scalar' });
    expect([spell(train, 1, 50).size, spell(test, 1, 50).size]).toEqual([1, 1]);
  });

  it('the test side holds its share of many palindromes on average', () => {
    const { train, test } = splitPalindromes({ length: 10, base: 20, testFraction: 0.25 });
    const draws = (dataset: SequenceDataset<Int32Array>) => {
      let count = 0;
      const rng = createRng(1);
      const counted = () => {
        count++;
        return rng();
      };
      dataset.batch(counted, 4_000);
      return count / 5;
    };
    // Drawn by rejection, so the share shows in how often one has to draw.
    expect(4_000 / draws(test)).toBeCloseTo(0.25, 1.5);
    expect(4_000 / draws(train)).toBeCloseTo(0.75, 1.5);
  });

  it('another seed splits otherwise', () => {
    const side = (seed: number) => spell(splitPalindromes({ length: 4, seed }).test, 1, 500);
    expect(side(1)).toEqual(side(1));
    expect(side(1)).not.toEqual(side(2));
  });

  it.each([0, 1, Number.NaN, -0.5])('refuses to test on a fraction of %s', (testFraction) => {
    expect(() => splitPalindromes({ length: 4, testFraction })).toThrow(
      new RangeError(
        `splitPalindromes: testFraction must be a number from 0.01 to 0.99, received ${testFraction}`,
      ),
    );
  });

  it('refuses what palindrome refuses', () => {
    expect(() => splitPalindromes({ length: 1 })).toThrow(
      new RangeError('splitPalindromes: length must be an integer from 2 to 1000000, received 1'),
    );
    expect(() => splitPalindromes({ length: 4, seed: -1 })).toThrow(RangeError);
  });
});
