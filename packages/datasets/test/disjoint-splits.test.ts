import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addingProblem,
  alternatingSum,
  binaryAddition,
  createRng,
  disjointSplits,
  palindrome,
  parity,
  runningAnd,
  type SequenceBatch,
  type SequenceDataset,
  sequenceEquality,
} from '../src/index.js';

const rowsOf = ({ inputs: { data, shape } }: SequenceBatch) =>
  Array.from({ length: shape[0]! }, (_, i) =>
    data.subarray((i * data.length) / shape[0]!, ((i + 1) * data.length) / shape[0]!).join(),
  );
const shares = { training: 0.7, test: 0.3 };

describe('disjointSplits', () => {
  const families = {
    palindrome: palindrome({ length: 5 }),
    parity: parity({ length: 12 }),
    sequenceEquality: sequenceEquality({ length: 6 }),
    alternatingSum: alternatingSum({ length: 4 }),
    binaryAddition: binaryAddition({ maxDigits: 8, minDigits: 5 }),
    addingProblem: addingProblem({ length: 10 }),
  };

  it.each(Object.entries(families))('%s: no example is on both sides', (_, dataset: SequenceDataset) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, seed) => {
        const { training, test } = disjointSplits(dataset, shares, { seed });
        const trained = new Set(rowsOf(training.batch(createRng(a), 400)));
        expect(rowsOf(test.batch(createRng(a + 1), 200)).filter((row) => trained.has(row))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('both sides together hold every example, each its share', () => {
    const { training, test } = disjointSplits(parity({ length: 10 }), shares);
    const [trained, tested] = [training, test].map(
      (side) => new Set(rowsOf(side.batch(createRng(1), 20_000))),
    );
    expect(trained!.size + tested!.size).toBe(1024);
    expect(tested!.size / 1024).toBeCloseTo(0.3, 1);
  });

  it('an example is on the same side however long others may be', () => {
    const [short, long] = [6, 9].map((maxDigits) =>
      disjointSplits(binaryAddition({ maxDigits, minDigits: 5 }), shares),
    );
    const trim = (batch: SequenceBatch) => rowsOf(batch).map((row) => row.slice(0, 2 * 2 * 7 - 1));
    const trained = new Set(trim(short!.training.batch(createRng(1), 5_000)));
    const shortPairs = (batch: SequenceBatch) =>
      trim(batch).filter(
        (_, i) => batch.mask!.data.subarray(i * 10, (i + 1) * 10).filter(Boolean).length <= 7,
      );
    expect(shortPairs(long!.test.batch(createRng(2), 2_000)).filter((row) => trained.has(row))).toEqual([]);
  });

  it('what half of all sequences are is on every side, as often as in the whole', () => {
    const { training, test } = disjointSplits(runningAnd({ length: 12 }), { training: 0.9, test: 0.1 });
    for (const side of [training, test]) {
      const ones = rowsOf(side.batch(createRng(3), 2_000)).filter((row) => !row.includes('0'));
      expect(ones.length / 2_000).toBeCloseTo(0.5, 1);
    }
  });

  it('where examples are too few to be split, both sides hold all of them', () => {
    const { training, test } = disjointSplits(palindrome({ length: 2 }), shares);
    for (const side of [training, test]) expect(new Set(rowsOf(side.batch(createRng(1), 500))).size).toBe(10);
  });

  it('the same seed gives the same batch', () => {
    const { test } = disjointSplits(palindrome({ length: 7 }), shares);
    expect(test.batch(createRng(4), 20)).toEqual(test.batch(createRng(4), 20));
  });

  it('refuses shares that do not come to 1, and what cannot pass examples over', () => {
    expect(() => disjointSplits(parity(), { training: 0.7, test: 0.2 })).toThrow(
      new RangeError('disjointSplits: shares must be positive and come to 1, received 0.7,0.2'),
    );
    const endless = { ...parity(), batchWhere: undefined };
    expect(() => disjointSplits(endless as unknown as SequenceDataset, shares)).toThrow(
      new TypeError('disjointSplits: parity cannot pass examples over'),
    );
  });
});
