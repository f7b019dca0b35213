import { generated } from './generated.js';
import { type GivenValues, integer, oneOf, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const palindromeOptions = {
  length: option(sequenceLength(2), 'digits in the palindrome', 10),
  base: option(integer(2, 36), 'number of different digits', 10),
  encoding: option(oneOf(['one-hot', 'scalar']), 'one channel per digit, or the digit itself', 'one-hot'),
};
export type PalindromeOptions = GivenValues<typeof palindromeOptions>;

/** How the digits of a palindrome are fed: one channel per digit, or the digit itself on one channel. */
export type DigitEncoding = NonNullable<PalindromeOptions['encoding']>;

/**
 * Remember the first digit: a palindrome's first T − 1 digits come in, its last digit (which equals its
 * first) is the class to predict. The first ⌈T/2⌉ digits are uniform, the rest mirrors them.
 *
 * inputs [batch, T − 1, base] one-hot or [batch, T − 1, 1] scalar; targets Int32 [batch]; guessing is right
 * once in `base` times. There are only `base`^⌈T/2⌉ palindromes ({@link countPalindromes}), so two short
 * samples overlap; {@link disjointSplits} and {@link splitPalindromes} keep training and test apart.
 *
 * @throws RangeError if length is not an integer ≥ 2 or base not an integer from 2 to 36
 * @throws TypeError if the encoding is neither 'one-hot' nor 'scalar'
 * @example
 * const { inputs, targets } = palindrome({ length: 5 }).batch(createRng(1), 128);
 * inputs.shape; // → [128, 4, 10]
 * targets.shape; // → [128]
 */
export function palindrome(options: PalindromeOptions = {}): SequenceDataset<Int32Array> {
  const { length, base, encoding } = parseOptions('palindrome', palindromeOptions, options);
  const time = length - 1;
  const half = new Uint8Array(Math.ceil(length / 2));
  return generated('palindrome', {
    name: 'palindrome',
    scheme: 'many-to-one',
    time,
    inputSize: encoding === 'one-hot' ? base : 1,
    outputSize: base,
    targetKind: 'class',
    baseline: { metric: 'accuracy', value: 1 / base },
    draw(rng, inputs, targets) {
      for (let i = 0; i < half.length; i++) half[i] = Math.floor(rng() * base);
      for (let t = 0; t < time; t++) {
        const digit = half[Math.min(t, length - 1 - t)]!;
        if (encoding === 'one-hot') inputs[t * base + digit] = 1;
        else inputs[t] = digit;
      }
      targets[0] = half[0]!;
      return base ** -half.length;
    },
    identity: half,
  });
}
