// Real numbers as BigInt multiples of 10⁻⁸⁰: an arithmetic that shares nothing with the code under test.
const unit = 10n ** 80n;

/** x as a fixed-point number; exact, because every float64 is a fraction with a power of two below. */
export function fixed(x: number): bigint {
  let exponent = 0n;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return (BigInt(mantissa) * unit) / 2n ** exponent;
}

export const times = (a: bigint, b: bigint) => (a * b) / unit;
export const over = (a: bigint, b: bigint) => (a * unit) / b;
export const one = unit;

/** e^x by its power series, after halving the argument ten times. */
export function exp(x: bigint): bigint {
  let sum = unit;
  let term = unit;
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, x / 1024n) / n;
    sum += term;
  }
  for (let k = 0; k < 10; k++) sum = times(sum, sum);
  return sum;
}

export function tanh(x: bigint): bigint {
  const e = exp(2n * x);
  return over(e - one, e + one);
}

export function sigmoid(x: bigint): bigint {
  return over(one, one + exp(-x));
}

/** To float64, with about 17 significant digits even where the number is tiny. */
export function toFloat(x: bigint): number {
  const digits = x < 0n ? -x : x;
  const shift = Math.max(0, digits.toString().length - 25);
  return Number(`${x / 10n ** BigInt(shift)}e${shift - 80}`);
}
