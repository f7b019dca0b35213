import { type PalindromeOptions, palindrome, palindromesWhere } from './palindrome.js';
import { requireInteger } from './require.js';
import type { SequenceDataset } from './sequence.js';

/**
 * How many different palindromes of T digits there are: base^⌈T/2⌉.
 *
 * @throws RangeError if length is not an integer ≥ 2 or base not an integer from 2 to 36
 * @example
 * countPalindromes({ length: 5 }); // 1000n
 */
export function countPalindromes({ length, base = 10 }: { length: number; base?: number }): bigint {
  requireInteger('countPalindromes', 'length', length, 2);
  requireInteger('countPalindromes', 'base', base, 2, 36);
  return BigInt(base) ** BigInt(Math.ceil(length / 2));
}

export interface PalindromeSplitOptions extends PalindromeOptions {
  /** Share of all palindromes kept for the test side, 0.01 to 0.99. */
  readonly testFraction?: number;
  /** Which palindromes go to which side, an unsigned 32-bit integer. */
  readonly seed?: number;
}

/**
 * Two palindrome datasets that share no palindrome. The side is a hash of the palindrome and the seed, so
 * nothing is stored and the split holds at any length. Up to 65,536 palindromes the test side gets
 * `testFraction` of them exactly (and each side at least one), beyond that on average.
 *
 * Independent samples of short palindromes collide: of the 100 with three digits, 1,000 training examples
 * miss almost none, and a test drawn the same way measures memory.
 *
 * @throws RangeError as {@link palindrome} does, or if testFraction or seed is out of its range
 * @example
 * const { train, test } = splitPalindromes({ length: 5, testFraction: 0.2 });
 */
export function splitPalindromes({ testFraction = 0.2, seed = 0, ...options }: PalindromeSplitOptions): {
  train: SequenceDataset<Int32Array>;
  test: SequenceDataset<Int32Array>;
} {
  palindrome(options); // refuses what it refuses
  requireInteger('splitPalindromes', 'seed', seed, 0, 2 ** 32 - 1);
  if (!(testFraction >= 0.01 && testFraction <= 0.99)) {
    throw new RangeError(
      `splitPalindromes: testFraction must be a number from 0.01 to 0.99, received ${testFraction}`,
    );
  }
  const threshold = testThreshold(options, testFraction, seed);
  return {
    train: palindromesWhere(options, (half) => hash(half, seed) >= threshold),
    test: palindromesWhere(options, (half) => hash(half, seed) < threshold),
  };
}

const enumerable = 65_536n;

/** The hash below which a palindrome belongs to the test side. */
function testThreshold({ length, base = 10 }: PalindromeOptions, testFraction: number, seed: number): number {
  const count = countPalindromes({ length, base });
  if (count > enumerable) return testFraction * 2 ** 32;
  const half = new Uint8Array(Math.ceil(length / 2));
  const hashes = Uint32Array.from({ length: Number(count) }, (_, index) => {
    for (let i = 0, rest = index; i < half.length; i++, rest = Math.floor(rest / base)) half[i] = rest % base;
    return hash(half, seed);
  }).sort();
  return hashes[Math.min(Math.max(Math.round(hashes.length * testFraction), 1), hashes.length - 1)]!;
}

/** FNV-1a over the digits, then MurmurHash3's finalizer, which lets every digit reach every bit. */
function hash(digits: Uint8Array, seed: number): number {
  let value = (2166136261 ^ seed) | 0;
  for (let i = 0; i < digits.length; i++) value = Math.imul(value ^ digits[i]!, 16777619);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
