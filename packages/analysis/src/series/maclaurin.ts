import { sigmoid, tanhDerivative } from '../activations.js';
import { requireChoice, requireInteger } from '../require.js';
import { bernoulliNumbers } from './bernoulli.js';
import { multiply, type Rational, rational, toNumber } from './rational.js';

/** A Maclaurin polynomial with its error. */
export interface MaclaurinPolynomial {
  /** Of x⁰ … x^order, exact. */
  readonly coefficients: readonly Rational[];
  /** Where the series converges: |x| < π/2 for tanh, |x| < π for σ, and the same for their derivatives. */
  readonly radius: number;
  /** The polynomial's value, by Horner's rule in float64. */
  evaluate(x: number): number;
  /** f(x) − P(x): what the polynomial leaves out, as the difference of two float64 numbers. */
  remainder(x: number): number;
  /** |first term left out| at x. No remainder exceeds it, at any real x, inside the radius or not. */
  remainderBound(x: number): number;
}

/**
 * The Maclaurin polynomial of tanh or σ, or of a derivative of either:
 *
 *   tanh x = Σ_{n ≥ 1} 2²ⁿ(2²ⁿ − 1)·B₂ₙ/(2n)! · x²ⁿ⁻¹,   σ(x) = ½ + ½·tanh(x/2)
 *
 * with the Bernoulli numbers Bₙ (Abramowitz & Stegun 1964, 4.5.64). Why the first term left out bounds the
 * remainder everywhere is shown in docs/derivations/maclaurin.md.
 *
 * @param options.order the highest power of x kept, ≥ 0
 * @param options.derivative 0 for the function itself, 1 for its derivative, …
 * @throws RangeError if order or derivative is not a non-negative integer
 * @throws TypeError if the function is neither 'tanh' nor 'sigmoid'
 * @example
 * maclaurin('tanh', { order: 5 }).coefficients.map(formatRational); // → ['0', '1', '0', '-1/3', '0', '2/15']
 */
export function maclaurin(
  name: 'tanh' | 'sigmoid',
  { order, derivative = 0 }: { order: number; derivative?: number },
): MaclaurinPolynomial {
  requireChoice('maclaurin', 'function', name, ['tanh', 'sigmoid']);
  requireInteger('maclaurin', 'order', order, 0);
  requireInteger('maclaurin', 'derivative', derivative, 0);
  // Every second coefficient is 0, so the first term left out is among the next two.
  let series = name === 'tanh' ? tanhSeries(order + 3 + derivative) : sigmoidSeries(order + 3 + derivative);
  for (let k = 0; k < derivative; k++) series = differentiate(series);
  const coefficients = series.slice(0, order + 1);
  const omitted = series.findIndex((c, power) => power > order && c.numerator !== 0n);
  const rounded = coefficients.map(toNumber);
  const omittedCoefficient = Math.abs(toNumber(series[omitted]!));

  const evaluate = (x: number) => rounded.reduceRight((sum, c) => sum * x + c, 0);
  return {
    coefficients,
    radius: name === 'tanh' ? Math.PI / 2 : Math.PI,
    evaluate,
    remainder: (x) => exact(name, derivative, x) - evaluate(x),
    remainderBound: (x) => omittedCoefficient * Math.abs(x) ** omitted,
  };
}

function tanhSeries(length: number): Rational[] {
  const bernoulli = bernoulliNumbers(length + 2);
  let factorial = 1n; // (power + 1)!
  return Array.from({ length }, (_, power) => {
    factorial *= BigInt(power + 1);
    if (power % 2 === 0) return rational(0n);
    const four = 2n ** BigInt(power + 1);
    return multiply(rational(four * (four - 1n), factorial), bernoulli[power + 1]!);
  });
}

function sigmoidSeries(length: number): Rational[] {
  return tanhSeries(length).map((c, power) =>
    power === 0 ? rational(1n, 2n) : multiply(c, rational(1n, 2n ** BigInt(power + 1))),
  );
}

function differentiate(series: readonly Rational[]): Rational[] {
  return series.slice(1).map((c, power) => multiply(c, rational(BigInt(power + 1))));
}

function exact(name: 'tanh' | 'sigmoid', derivative: number, x: number): number {
  if (name === 'tanh') return tanhNthDerivative(derivative, x);
  return derivative === 0 ? sigmoid(x) : 0.5 ** (derivative + 1) * tanhNthDerivative(derivative, x / 2);
}

/** tanh⁽ⁿ⁾ = (1 − t²)·q(t) with t = tanh x; one more derivative turns q into (1 − t²)·q′ − 2t·q. */
function tanhNthDerivative(n: number, x: number): number {
  const t = Math.tanh(x);
  if (n === 0) return t;
  let q = [1];
  for (let k = 1; k < n; k++) {
    const next = new Array<number>(q.length + 1).fill(0);
    q.forEach((c, power) => {
      if (power > 0) next[power - 1]! += power * c;
      next[power + 1]! -= (power + 2) * c;
    });
    q = next;
  }
  return tanhDerivative(x) * q.reduceRight((sum, c) => sum * t + c, 0);
}
