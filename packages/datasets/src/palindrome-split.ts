import { datasetWhere, hash } from './disjoint-splits.js';
import { between, type GivenValues, integer, type OptionValues, option, parseOptions } from './options.js';
import { type PalindromeOptions, palindrome, palindromeOptions } from './palindrome.js';
import type { SequenceDataset } from './sequence.js';

/**
 * How many different palindromes of T digits there are: base^⌈T/2⌉.
 *
 * @throws RangeError if length is not an integer ≥ 2 or base not an integer from 2 to 36
 * @example
 * countPalindromes({ length: 5 }); // → 1000n
 */
export function countPalindromes(options: PalindromeOptions = {}): bigint {
  const { length, base } = parseOptions('countPalindromes', palindromeOptions, options);
  return BigInt(base) ** BigInt(Math.ceil(length / 2));
}

export const palindromeSplitOptions = {
  ...palindromeOptions,
  testFraction: option(between(0.01, 0.99), 'share of all palindromes kept for the test side', 0.2),
  seed: option(integer(0, 2 ** 32 - 1), 'which palindromes go to which side', 0),
};
export type PalindromeSplitOptions = GivenValues<typeof palindromeSplitOptions>;

/**
 * Two palindrome datasets that share no palindrome. The side is a hash of the palindrome and the seed, so
 * nothing is stored and the split holds at any length. Up to 65,536 palindromes the test side gets
 * `testFraction` of them exactly (and each side at least one), beyond that on average.
 *
 * Independent samples of short palindromes collide: of the 100 with three digits, 1,000 training examples
 * miss almost none, and a test drawn the same way measures memory.
 *
 * @throws RangeError if length, base, testFraction or seed is out of its range
 * @throws TypeError if the encoding is neither 'one-hot' nor 'scalar'
 * @example
 * const { train, test } = splitPalindromes({ length: 5, testFraction: 0.2 });
 * test.batch(createRng(1), 64).inputs.shape; // → [64, 4, 10]
 */
export function splitPalindromes(options: PalindromeSplitOptions = {}): {
  train: SequenceDataset<Int32Array>;
  test: SequenceDataset<Int32Array>;
} {
  const values = parseOptions('splitPalindromes', palindromeSplitOptions, options);
  const { testFraction: _, seed: __, ...ofPalindromes } = values;
  const dataset = palindrome(ofPalindromes);
  const threshold = testThreshold(values);
  return {
    train: datasetWhere(dataset, (half) => hash(half, values.seed) >= threshold),
    test: datasetWhere(dataset, (half) => hash(half, values.seed) < threshold),
  };
}

const enumerable = 65_536n;

/** The hash below which a palindrome belongs to the test side. */
function testThreshold(values: OptionValues<typeof palindromeSplitOptions>): number {
  const { length, base, testFraction, seed } = values;
  const count = countPalindromes({ length, base });
  if (count > enumerable) return testFraction * 2 ** 32;
  const half = new Uint8Array(Math.ceil(length / 2));
  const hashes = Uint32Array.from({ length: Number(count) }, (_, index) => {
    for (let i = 0, rest = index; i < half.length; i++, rest = Math.floor(rest / base)) half[i] = rest % base;
    return hash(half, seed);
  }).sort();
  return hashes[Math.min(Math.max(Math.round(hashes.length * testFraction), 1), hashes.length - 1)]!;
}
