/** An exact fraction in lowest terms, the denominator positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The fraction numerator/denominator in lowest terms.
 *
 * @throws RangeError if the denominator is 0
 */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('rational: denominator must not be 0, received 0');
  const divisor = gcd(abs(numerator), abs(denominator)) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/**
 * The float64 nearest to a fraction of any size, correctly rounded in the normal range: 64 bits of the
 * quotient, the last of them sticky, decide every tie that 53 bits can meet.
 *
 * @example
 * toNumber({ numerator: 1n, denominator: 3n }) === 1 / 3; // → true
 */
export function toNumber({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0;
  const magnitude = abs(numerator);
  const shift = 64 - (bitLength(magnitude) - bitLength(denominator));
  const [n, d] =
    shift >= 0 ? [magnitude << BigInt(shift), denominator] : [magnitude, denominator << BigInt(-shift)];
  const quotient = (n / d) | (n % d === 0n ? 0n : 1n);
  // Two factors, because 2^−shift alone may underflow where the product does not.
  const half = Math.trunc(shift / 2);
  const value = Number(quotient) * 2 ** -half * 2 ** -(shift - half);
  return numerator < 0n ? -value : value;
}

/**
 * `-17/315`, or `3` for a whole number.
 *
 * @example
 * formatRational({ numerator: -17n, denominator: 315n }); // → '-17/315'
 */
export function formatRational({ numerator, denominator }: Rational): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

const abs = (n: bigint) => (n < 0n ? -n : n);
const bitLength = (n: bigint) => n.toString(2).length;
