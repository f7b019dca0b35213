import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, palindrome } from '../src/index.js';

describe('palindrome', () => {
  it('same seed gives the same bytes, another seed does not', () => {
    const draw = (seed: number) => palindrome({ length: 9 }).batch(createRng(seed), 32);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('the target follows from the input: it is the first digit, and the rest mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 2, max: 36 }),
        fc.integer(),
        (length, base, seed) => {
          const { inputs, targets } = palindrome({ length, base, encoding: 'scalar' }).batch(
            createRng(seed),
            5,
          );
          expect(inputs.shape).toEqual([5, length - 1, 1]);
          for (let example = 0; example < 5; example++) {
            const digits = [...inputs.data.subarray(example * (length - 1), (example + 1) * (length - 1))];
            digits.push(targets.data[example]!);
            expect(digits).toEqual(digits.toReversed());
            expect(digits.every((digit) => Number.isInteger(digit) && digit >= 0 && digit < base)).toBe(true);
          }
        },
      ),
    );
  });

  it('one-hot and scalar encodings spell the same digits', () => {
    const scalar = palindrome({ length: 8, encoding: 'scalar' }).batch(createRng(3), 16);
    const oneHot = palindrome({ length: 8 }).batch(createRng(3), 16);
    const decoded = scalar.inputs.data.map((_, i) =>
      oneHot.inputs.data.subarray(i * 10, i * 10 + 10).indexOf(1),
    );
    expect(decoded).toEqual(scalar.inputs.data);
    expect(oneHot.inputs.data.reduce((sum, value) => sum + value, 0)).toBe(16 * 7);
  });

  it('guessing scores the baseline', () => {
    const { targets } = palindrome({ length: 6 }).batch(createRng(4), 20_000);
    const counts = new Array(10).fill(0);
    for (const target of targets.data) counts[target]++;
    for (const count of counts) expect(Math.abs(count / 20_000 - 0.1)).toBeLessThan(0.01);
  });

  it.each([
    [{ length: 1 }, 'palindrome: length must be an integer from 2 to 1000000, received 1'],
    [{ length: Number.NaN }, 'palindrome: length must be an integer from 2 to 1000000, received NaN'],
    [{ length: 2.5 }, 'palindrome: length must be an integer from 2 to 1000000, received 2.5'],
    [{ length: 5, base: 1 }, 'palindrome: base must be an integer from 2 to 36, received 1'],
    [{ length: 5, base: 37 }, 'palindrome: base must be an integer from 2 to 36, received 37'],
  ])('%o is refused with a reason', (options, message) => {
    expect(() => palindrome(options)).toThrow(new RangeError(message));
  });

  it('an empty batch and an unknown encoding are refused', () => {
    expect(() => palindrome({ length: 5 }).batch(createRng(1), 0)).toThrow(
      new RangeError('palindrome: batchSize must be an integer of at least 1, received 0'),
    );
    expect(() => palindrome({ length: 5, encoding: 'words' as 'scalar' })).toThrow(
      new TypeError('palindrome: encoding must be one of one-hot, scalar, received words'),
    );
  });
});
