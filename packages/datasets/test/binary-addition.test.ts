import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdditionScheme, binaryAddition, createRng, teacherForcingInputs } from '../src/index.js';
import { blindAccuracy } from './blind-guess.js';

const schemes: AdditionScheme[] = ['many-to-many', 'encoder-decoder'];
const channel = (data: Float32Array, which: number) => data.filter((_, i) => i % 2 === which);

describe('binaryAddition', () => {
  it('10110100 + 10111 = 11001011, least significant digit first (golden values)', () => {
    const { inputs, targets, mask } = binaryAddition().encode(0b10110100, 0b10111);
    expect([...channel(inputs.data, 0)]).toEqual([0, 0, 1, 0, 1, 1, 0, 1, 0]);
    expect([...channel(inputs.data, 1)]).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 0]);
    expect([...targets.data]).toEqual([1, 1, 0, 1, 0, 0, 1, 1, 0]);
    expect([...mask.data]).toEqual(new Array(9).fill(1));
    expect(inputs.shape).toEqual([1, 9, 2]);
  });

  it('the encoder-decoder scheme spells the same numbers most significant digit first', () => {
    const { inputs, targets } = binaryAddition({ scheme: 'encoder-decoder' }).encode(0b10110100, 0b10111);
    expect([...channel(inputs.data, 0)]).toEqual([0, 1, 0, 1, 1, 0, 1, 0, 0]);
    expect([...channel(inputs.data, 1)]).toEqual([0, 0, 0, 0, 1, 0, 1, 1, 1]);
    expect([...targets.data]).toEqual([0, 1, 1, 0, 0, 1, 0, 1, 1]);
  });

  it.each(schemes)('%s: decode inverts encode for integers of any size', (scheme) => {
    const addition = binaryAddition({ scheme });
    fc.assert(
      fc.property(fc.bigInt(0n, 1n << 200n), fc.bigInt(0n, 1n << 70n), (a, b) => {
        const { inputs, targets } = addition.encode(a, b);
        expect(addition.decode(channel(inputs.data, 0))).toBe(a);
        expect(addition.decode(channel(inputs.data, 1))).toBe(b);
        expect(addition.decode(targets.data)).toBe(a + b);
      }),
    );
  });

  it.each([
    { scheme: 'many-to-many' },
    { scheme: 'encoder-decoder' },
    { scheme: 'encoder-decoder', padding: 'behind' },
  ] as const)('%o: every sum follows from its summands, and the mask covers exactly them', (options) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        (one, two, seed) => {
          const [minDigits, maxDigits] = [Math.min(one, two), Math.max(one, two)];
          const addition = binaryAddition({ minDigits, maxDigits, ...options });
          const { inputs, targets, mask } = addition.batch(createRng(seed), 5);
          const time = maxDigits + 1;
          for (let example = 0; example < 5; example++) {
            const scored = mask.data.subarray(example * time, (example + 1) * time);
            const length = scored.filter((weight) => weight === 1).length;
            const first = addition.padding === 'front' ? time - length : 0;
            expect(scored.subarray(first, first + length).every((weight) => weight === 1)).toBe(true);
            const pairs = inputs.data.subarray(2 * example * time, 2 * (example + 1) * time);
            const own = pairs.subarray(2 * first, 2 * (first + length));
            const [a, b] = [addition.decode(channel(own, 0)), addition.decode(channel(own, 1))];
            const sum = targets.data.subarray(example * time + first, example * time + first + length);
            expect(addition.decode(sum)).toBe(a + b);
            // In its own length: the longer summand's digits and one more.
            const longest = Math.max(a.toString(2).length, b.toString(2).length);
            expect(length).toBe(longest + 1);
            expect(longest).toBeGreaterThanOrEqual(minDigits);
            const padding = pairs.filter((_, i) => scored[i >> 1] === 0);
            expect(padding.every((digit) => digit === 0)).toBe(true);
          }
        },
      ),
    );
  });

  it('draws every count of digits equally often, short numbers included', () => {
    const { inputs } = binaryAddition({ maxDigits: 8 }).batch(createRng(5), 20_000);
    const counts = new Array(9).fill(0);
    for (let example = 0; example < 20_000; example++) {
      const digits = channel(inputs.data.subarray(18 * example, 18 * (example + 1)), 0);
      counts[Math.max(digits.lastIndexOf(1) + 1, 1)]++;
    }
    for (const count of counts.slice(1)) expect(count / 20_000).toBeCloseTo(1 / 8, 1.7);
  });

  it('the baseline of the longest summands is there without going through every pair of them', () => {
    expect(binaryAddition({ maxDigits: 10_000 }).baseline.value).toBeCloseTo(0.5, 6);
  });

  it.each(schemes)('%s: the best guess without the summands scores the baseline', (scheme) => {
    for (const options of [{ maxDigits: 16 }, { maxDigits: 1 }, { minDigits: 5, maxDigits: 5 }]) {
      const dataset = binaryAddition({ ...options, scheme });
      expect(blindAccuracy(dataset)).toBeCloseTo(dataset.baseline.value, 2);
    }
  });

  it.each([
    [{ maxDigits: 0 }, 'binaryAddition: maxDigits must be an integer from 1 to 10000, received 0'],
    [{ maxDigits: Number.NaN }, 'binaryAddition: maxDigits must be an integer from 1 to 10000, received NaN'],
    [{ maxDigits: 4, minDigits: 5 }, 'binaryAddition: minDigits must be an integer from 1 to 4, received 5'],
  ])('%o is refused with a reason', (options, message) => {
    expect(() => binaryAddition(options)).toThrow(new RangeError(message));
  });

  it('pads in front by default where the sum is written afterwards, behind where it is written beside', () => {
    expect(binaryAddition({ scheme: 'encoder-decoder' }).padding).toBe('front');
    expect(binaryAddition().padding).toBe('behind');
    expect(() => binaryAddition({ padding: 'front' })).toThrow(
      "binaryAddition: padding must be 'behind' where the least significant digit comes first, received 'front'",
    );
  });

  it('refuses an unknown scheme', () => {
    expect(() => binaryAddition({ scheme: 'sideways' as AdditionScheme })).toThrow(
      new TypeError('binaryAddition: scheme must be one of many-to-many, encoder-decoder, received sideways'),
    );
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53, -1n])('encode refuses %s', (value) => {
    expect(() => binaryAddition().encode(value, 1)).toThrow(
      new RangeError(
        `binaryAddition.encode: a must be a non-negative integer (a bigint beyond 2^53), received ${value}`,
      ),
    );
  });

  it('decode refuses no digits and digits that are not binary', () => {
    expect(() => binaryAddition().decode([])).toThrow('digits must hold at least one digit, received none');
    expect(() => binaryAddition().decode([0, 2])).toThrow('every digit must be 0 or 1, received 2');
    expect(() => binaryAddition().decode([0.5])).toThrow(RangeError);
  });
});

describe('teacherForcingInputs', () => {
  it('feeds the target of the step before, and the start value first', () => {
    const batch = binaryAddition({ maxDigits: 3, scheme: 'encoder-decoder' }).batch(createRng(1), 4);
    const fed = teacherForcingInputs(batch, 0.5);
    expect(fed.shape).toEqual(batch.targets.shape);
    for (let i = 0; i < fed.data.length; i++) {
      expect(fed.data[i]).toBe(i % 4 === 0 ? 0.5 : batch.targets.data[i - 1]);
    }
  });

  it('refuses targets that are not a sequence of vectors', () => {
    const targets = { data: new Int32Array(3), shape: [3] };
    expect(() =>
      teacherForcingInputs({ inputs: { data: new Float32Array(3), shape: [3, 1, 1] }, targets }),
    ).toThrow(
      new RangeError('teacherForcingInputs: targets must be [batch, time, outputSize], received shape [3]'),
    );
  });
});
