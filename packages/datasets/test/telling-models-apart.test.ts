import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  associativeRecall,
  counting,
  createRng,
  dyck,
  type SequenceBatch,
  type SequenceDataset,
  selectiveCopying,
  sorting,
} from '../src/index.js';

/** The symbol at every step of an example: where its one-hot vector has its 1, or −1 for zeros. */
function symbolsOf({ inputs: { data, shape } }: SequenceBatch, example: number): number[] {
  const [, time = 0, size = 0] = shape;
  return Array.from({ length: time }, (_, t) => {
    const at = (example * time + t) * size;
    const oneHot = data.subarray(at, at + size);
    expect([0, 1]).toContain(oneHot.reduce((sum, x) => sum + x, 0));
    return oneHot.indexOf(1);
  });
}

/** What an example's steps answer, a text each; undefined where the step is not scored. */
function answersOf({ targets, mask }: SequenceBatch, example: number): (string | undefined)[] {
  const [, time = 0, size = 1] = targets.shape;
  return Array.from({ length: time }, (_, t) => {
    const at = example * time + t;
    return mask?.data[at] === 0 ? undefined : targets.data.subarray(at * size, (at + 1) * size).join('');
  });
}

/** What the best guess that knows the step alone gets right of examples drawn. */
function blind(dataset: SequenceDataset, examples = 10_000): number {
  const batch = dataset.batch(createRng(11), examples);
  const counts: Map<string, number>[] = [];
  for (let example = 0; example < examples; example++) {
    answersOf(batch, example).forEach((answer, t) => {
      if (answer === undefined) return;
      counts[t] ??= new Map();
      counts[t].set(answer, (counts[t].get(answer) ?? 0) + 1);
    });
  }
  const steps = counts.filter(Boolean).map((of) => [...of.values()]);
  const total = steps.flat().reduce((sum, count) => sum + count, 0);
  return steps.reduce((sum, each) => sum + Math.max(...each), 0) / total;
}

const seeds = fc.integer();

describe('associativeRecall', () => {
  it('asks for every key once, and its digit is what came with it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 9 }),
        seeds,
        (pairs, more, seed) => {
          const keys = pairs + more;
          const batch = associativeRecall({ pairs, keys }).batch(createRng(seed), 3);
          for (let example = 0; example < 3; example++) {
            const symbols = symbolsOf(batch, example);
            const digits = new Map<number, string>();
            for (let i = 0; i < pairs; i++) digits.set(symbols[2 * i]!, String(symbols[2 * i + 1]! - keys));
            const asked = symbols.slice(2 * pairs);
            expect(digits.size).toBe(pairs);
            expect([...asked].sort()).toEqual([...digits.keys()].sort());
            const answers = answersOf(batch, example);
            expect(answers.slice(2 * pairs)).toEqual(asked.map((key) => digits.get(key)));
            expect(answers.slice(0, 2 * pairs).every((answer) => answer === undefined)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses more pairs than keys', () => {
    expect(() => associativeRecall({ pairs: 5, keys: 4 })).toThrow(
      new RangeError('associativeRecall: pairs must be at most the 4 keys, received 5'),
    );
  });
});

describe('selectiveCopying', () => {
  it('answers the symbols among the blanks, in their order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 30 }),
        seeds,
        (copied, more, seed) => {
          const length = copied + more;
          const batch = selectiveCopying({ length, copied }).batch(createRng(seed), 3);
          for (let example = 0; example < 3; example++) {
            const symbols = symbolsOf(batch, example);
            const read = symbols.slice(0, length).filter((symbol) => symbol !== 8);
            expect(symbols.slice(length)).toEqual(new Array(copied).fill(9));
            expect(answersOf(batch, example).slice(length)).toEqual(read.map(String));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('puts symbols at every step alike', () => {
    const { inputs } = selectiveCopying({ length: 6, copied: 2 }).batch(createRng(3), 12_000);
    for (let t = 0; t < 6; t++) {
      let here = 0;
      for (let example = 0; example < 12_000; example++) here += 1 - inputs.data[(example * 8 + t) * 10 + 8]!;
      expect(here / 12_000).toBeCloseTo(1 / 3, 1);
    }
  });

  it('refuses more symbols than steps', () => {
    expect(() => selectiveCopying({ length: 3, copied: 4 })).toThrow(
      new RangeError('selectiveCopying: copied must be at most the 3 steps that are read, received 4'),
    );
  });
});

describe('dyck', () => {
  it('is well nested, no deeper than it says, and the bracket that may close is the innermost open one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        seeds,
        (length, depth, kinds, seed) => {
          const batch = dyck({ length, depth, kinds }).batch(createRng(seed), 3);
          for (let example = 0; example < 3; example++) {
            let text = '';
            const answers = answersOf(batch, example);
            symbolsOf(batch, example).forEach((bracket, t) => {
              text += '([{'[bracket >> 1]!.replace(/./, (open) =>
                bracket % 2 ? ')]}'['([{'.indexOf(open)]! : open,
              );
              for (let last = ''; last !== text; ) [last, text] = [text, text.replace(/\(\)|\[\]|\{\}/, '')];
              expect(text).toMatch(/^[([{]*$/); // whatever was closed is gone
              expect(text.length).toBeLessThanOrEqual(depth);
              const innermost = '([{'.indexOf(text.at(-1) ?? ' ');
              expect(answers[t]).toBe(
                Array.from({ length: kinds }, (_, k) => Number(k === innermost)).join(''),
              );
            });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lays out given brackets, deeper ones too, and refuses what is not nested', () => {
    const dataset = dyck({ kinds: 2, depth: 1 });
    expect([...dataset.encode([0, 2, 3, 1]).targets.data]).toEqual([1, 0, 0, 1, 1, 0, 0, 0]);
    for (const wrong of [[1], [0, 3], [4], [0.5], []]) {
      expect(() => dataset.encode(wrong)).toThrow(RangeError);
      expect(() => dataset.encode(wrong)).toThrow(/^dyck\.encode: brackets must /);
    }
  });
});

describe('sorting', () => {
  it('answers the digits that it read, in ascending order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), seeds, (length, seed) => {
        const batch = sorting({ length }).batch(createRng(seed), 3);
        for (let example = 0; example < 3; example++) {
          const symbols = symbolsOf(batch, example);
          const sorted = symbols.slice(0, length).sort((a, b) => a - b);
          expect(symbols.slice(length)).toEqual(new Array(length).fill(10));
          expect(answersOf(batch, example).slice(length)).toEqual(sorted.map(String));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lays out given digits, and refuses what is none', () => {
    expect([...sorting().encode([3, 1, 2]).targets.data]).toEqual([0, 0, 0, 1, 2, 3]);
    expect(() => sorting().encode([3, 10])).toThrow(
      new RangeError('sorting.encode: digits must be integers from 0 to 9, at least one, received [3,10]'),
    );
    expect(() => sorting().encode([])).toThrow(RangeError);
  });
});

describe('counting', () => {
  it('reads aⁿbⁿcⁿ and answers what may follow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        seeds,
        (least, more, seed) => {
          const most = least + more;
          const batch = counting({ least, most }).batch(createRng(seed), 3);
          for (let example = 0; example < 3; example++) {
            const letters = symbolsOf(batch, example).filter((letter) => letter >= 0);
            const n = letters.length / 3;
            expect(n).toBeGreaterThanOrEqual(least);
            expect(n).toBeLessThanOrEqual(most);
            const word = (letter: string) => letter.repeat(n);
            expect(letters.map((letter) => 'abc'[letter]).join('')).toBe(word('a') + word('b') + word('c'));
            const expected = [
              ...new Array(n).fill('1100'),
              ...new Array(n - 1).fill('0100'),
              ...new Array(n).fill('0010'),
              '0001',
            ];
            expect(answersOf(batch, example).filter((answer) => answer !== undefined)).toEqual(expected);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('draws every n alike, and refuses a least beyond the most', () => {
    const { mask } = counting({ least: 2, most: 4 }).batch(createRng(1), 9_000);
    const words = [2, 3, 4].map(
      (n) =>
        Array.from({ length: 9_000 }, (_, i) => mask!.data.subarray(12 * i, 12 * i + 12)).filter(
          (of) => of.reduce((sum, x) => sum + x, 0) === 3 * n,
        ).length / 9_000,
    );
    for (const share of words) expect(share).toBeCloseTo(1 / 3, 1);
    expect(() => counting({ least: 5, most: 4 })).toThrow(
      new RangeError('counting: least must be an integer from 1 to 4, received 5'),
    );
    expect(() => counting().encode(0)).toThrow(
      new RangeError('counting.encode: n must be an integer of at least 1, received 0'),
    );
  });
});

describe('the baseline', () => {
  it.each<[string, SequenceDataset]>([
    ['associativeRecall', associativeRecall()],
    ['selectiveCopying', selectiveCopying({ length: 12, copied: 3 })],
    ['dyck with one kind', dyck({ kinds: 1, length: 15, depth: 3 })],
    ['dyck with two', dyck()],
    ['dyck with three', dyck({ kinds: 3, length: 9, depth: 2 })],
    ['sorting', sorting()],
    ['sorting of one', sorting({ length: 1 })],
    ['counting', counting()],
    ['counting from 3 to 7', counting({ least: 3, most: 7 })],
  ])('of %s is what the best guess gets right that knows the step alone', (_, dataset) => {
    expect(dataset.baseline.metric).toBe('accuracy');
    expect(Math.abs(blind(dataset) - dataset.baseline.value)).toBeLessThan(0.012);
  });

  it('of a hundred thousand digits to sort is a number below 1', () => {
    const { value } = sorting({ length: 100_000 }).baseline;
    expect(value).toBeGreaterThan(0.95);
    expect(value).toBeLessThan(1);
  });
});
