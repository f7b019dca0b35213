import { requireInteger } from '../require.js';
import { add, multiply, type Rational, rational } from './rational.js';

/**
 * The Bernoulli numbers B₀ … B_count₋₁, exactly, from Σ_{k ≤ m} C(m + 1, k)·B_k = 0 with B₀ = 1, so B₁ = −1/2
 * (NIST Digital Library of Mathematical Functions, 24.5.3).
 *
 * @throws RangeError if count is not a non-negative integer
 * @example
 * bernoulliNumbers(13)[12]; // → { numerator: -691n, denominator: 2730n }
 */
export function bernoulliNumbers(count: number): Rational[] {
  requireInteger('bernoulliNumbers', 'count', count, 0);
  const numbers: Rational[] = [];
  for (let m = 0; m < count; m++) {
    let sum = rational(m === 0 ? -1n : 0n);
    let binomial = 1n; // C(m + 1, k)
    for (let k = 0; k < m; k++) {
      sum = add(sum, multiply(rational(binomial), numbers[k]!));
      binomial = (binomial * BigInt(m + 1 - k)) / BigInt(k + 1);
    }
    numbers.push(multiply(rational(-1n, BigInt(m + 1)), sum));
  }
  return numbers;
}
