/**
 * The share of scored digits that the best guess per step gets right, without seeing the summands.
 *
 * Summands of p and q digits have independent digits, fair coins below the leading 1, so the chance of a
 * carry follows step by step: P(sum digit = 1) is that an odd number of (aₜ, bₜ, carryₜ) is 1, and
 * P(carryₜ₊₁) that at least two are. Averaged over p and q, the guess per step is the likelier digit.
 */
export function blindDigitAccuracy(
  minDigits: number,
  maxDigits: number,
  stepOf: (digit: number, length: number) => number,
): number {
  const ones = new Float64Array(maxDigits + 1);
  const scored = new Float64Array(maxDigits + 1);
  for (let p = minDigits; p <= maxDigits; p++) {
    for (let q = minDigits; q <= maxDigits; q++) {
      const length = Math.max(p, q) + 1;
      let carry = 0;
      for (let digit = 0; digit < length; digit++) {
        const a = chanceOfOne(digit, p);
        const b = chanceOfOne(digit, q);
        const step = stepOf(digit, length);
        ones[step]! += (1 - (1 - 2 * a) * (1 - 2 * b) * (1 - 2 * carry)) / 2;
        scored[step]! += 1;
        carry = a * b + carry * (a + b - 2 * a * b);
      }
    }
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  return total(ones.map((one, step) => Math.max(one, scored[step]! - one))) / total(scored);
}

/** P(digit = 1) in a number of `count` digits: its leading digit is 1, unless it is the only one. */
function chanceOfOne(digit: number, count: number): number {
  if (digit >= count) return 0;
  return digit === count - 1 && count > 1 ? 1 : 0.5;
}
