/**
 * The share of scored digits that the best guess per step gets right, without seeing the summands.
 *
 * Summands of p ≤ q digits have independent digits, fair coins below the leading 1. Where one of them is a fair coin, so is
 * the digit of the sum; what is left are the two digits at the top, which the carry decides. It is ½ − 2⁻ᵗ⁻¹ into digit t
 * where both are fair, ½ + carry/2 out of the leading digit of the shorter summand, and halved by every further digit of the
 * longer one. Averaged over p and q, the guess per step is the likelier digit.
 */
export function blindDigitAccuracy(
  minDigits: number,
  maxDigits: number,
  stepOf: (digit: number, length: number) => number,
): number {
  const ones = new Float64Array(maxDigits + 1);
  const scored = new Float64Array(maxDigits + 1);
  const whereFair = (digit: number) => 1 / 2 - 2 ** -(digit + 1);
  /** Carries into digit q − 1 of the longer summand, summed over every pair with a shorter one, both ways round. */
  let carries = 0;
  for (let q = minDigits; q <= maxDigits; q++) {
    const pairs = 2 * (q - minDigits) + 1;
    // Two summands as long as each other: above their leading ones a carry, in their place what is carried into it.
    const [above, top] = q === 1 ? [1 / 4, 1 / 2] : [1, whereFair(q - 1)];
    for (let digit = 0; digit <= q; digit++) {
      const step = stepOf(digit, q + 1);
      scored[step]! += pairs;
      if (digit === q) ones[step]! += carries + above;
      else ones[step]! += digit === q - 1 ? pairs - 1 - carries + top : pairs / 2;
    }
    carries = carries / 2 + 2 * (q === 1 ? 1 / 4 : 1 / 2 + whereFair(q - 1) / 2);
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  return total(ones.map((one, step) => Math.max(one, scored[step]! - one))) / total(scored);
}
