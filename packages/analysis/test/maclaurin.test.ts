import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bernoulliNumbers, formatRational, maclaurin, type Rational, toNumber } from '../src/index.js';
import { add, multiply, rational } from '../src/series/rational.js';
import { derivative } from './differences.js';
import * as big from './fixed-point.js';

const text = (numbers: readonly Rational[]) => numbers.map(formatRational).join(' ');

describe('rationals', () => {
  const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const fraction = fc
    .tuple(
      integer,
      integer.filter((n) => n !== 0n),
    )
    .map(([n, d]) => rational(n, d));

  it('adding and multiplying obey the distributive law', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
      }),
    );
  });

  it('a float64 survives the way through its exact fraction', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        let denominator = 1n;
        let scaled = x;
        while (!Number.isInteger(scaled)) {
          scaled *= 2;
          denominator *= 2n;
        }
        expect(toNumber(rational(BigInt(scaled), denominator))).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  it('the nearest float64 is found, on ties the even one', () => {
    expect(toNumber(rational(1n, 3n))).toBe(1 / 3);
    expect(toNumber(rational(2n ** 53n + 1n))).toBe(2 ** 53);
    expect(toNumber(rational(2n ** 53n + 3n))).toBe(2 ** 53 + 4);
    expect(toNumber(rational(2n ** 2000n + 1n, 2n ** 1999n))).toBe(2);
  });

  it('a zero denominator is refused', () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });
});

it('the Bernoulli numbers are the published ones', () => {
  const numbers = bernoulliNumbers(31);
  expect(text(numbers.slice(0, 13))).toBe('1 -1/2 1/6 0 -1/30 0 1/42 0 -1/30 0 5/66 0 -691/2730');
  expect(formatRational(numbers[30]!)).toBe('8615841276005/14322');
});

const exact = { tanh: big.tanh, sigmoid: big.sigmoid };

describe('maclaurin', () => {
  it('has the published coefficients', () => {
    expect(text(maclaurin('tanh', { order: 9 }).coefficients)).toBe('0 1 0 -1/3 0 2/15 0 -17/315 0 62/2835');
    expect(text(maclaurin('sigmoid', { order: 5 }).coefficients)).toBe('1/2 1/4 0 -1/48 0 1/480');
    expect(text(maclaurin('tanh', { order: 2, derivative: 1 }).coefficients)).toBe('1 0 -1');
    expect(text(maclaurin('sigmoid', { order: 2, derivative: 1 }).coefficients)).toBe('1/4 0 -1/16');
  });

  it('of tanh solves f′ = 1 − f², of σ solves f′ = f − f², exactly, to order 60', () => {
    for (const name of ['tanh', 'sigmoid'] as const) {
      const f = maclaurin(name, { order: 60 }).coefficients;
      const slope = maclaurin(name, { order: 59, derivative: 1 }).coefficients;
      for (let n = 0; n < 60; n++) {
        let square = rational(0n);
        for (let k = 0; k <= n; k++) square = add(square, multiply(f[k]!, f[n - k]!));
        const linear = name === 'tanh' ? rational(n === 0 ? 1n : 0n) : f[n]!;
        expect(slope[n]).toEqual(add(linear, multiply(rational(-1n), square)));
      }
    }
  });

  it('converges out to its radius: consecutive coefficients have the ratio 1/radius²', () => {
    for (const name of ['tanh', 'sigmoid'] as const) {
      const { coefficients, radius } = maclaurin(name, { order: 101 });
      const ratio = Math.abs(toNumber(coefficients[101]!) / toNumber(coefficients[99]!));
      expect(ratio * radius ** 2).toBeCloseTo(1, 12);
    }
  });

  it('leaves a remainder below its bound at every x, by 80-digit arithmetic', () => {
    for (const name of ['tanh', 'sigmoid'] as const) {
      for (const order of [0, 1, 2, 5, 12]) {
        const { coefficients, remainderBound } = maclaurin(name, { order });
        for (const x of [-3.5, -1.5, -0.25, 0.0625, 0.5, 1, 2, 6]) {
          const point = big.fixed(x);
          const polynomial = coefficients.reduceRight(
            (sum, { numerator, denominator }) => big.times(sum, point) + (numerator * big.one) / denominator,
            0n,
          );
          const remainder = Math.abs(big.toFloat(exact[name](point) - polynomial));
          expect(remainder).toBeLessThanOrEqual(remainderBound(x));
          if (Math.abs(x) < 0.1) expect(remainder).toBeGreaterThan(0.98 * remainderBound(x));
        }
      }
    }
  });

  it('of any derivative leaves a remainder below its bound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tanh' as const, 'sigmoid' as const),
        fc.nat(9),
        fc.nat(5),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (name, order, k, x) => {
          const polynomial = maclaurin(name, { order, derivative: k });
          const rounding = 1e-13 * (1 + Math.abs(polynomial.evaluate(x)));
          return Math.abs(polynomial.remainder(x)) <= polynomial.remainderBound(x) + rounding;
        },
      ),
    );
  });

  it('and its remainder add up to the function and to its derivatives', () => {
    const value = (name: 'tanh' | 'sigmoid', k: number) => (x: number) => {
      const polynomial = maclaurin(name, { order: 3, derivative: k });
      return polynomial.evaluate(x) + polynomial.remainder(x);
    };
    for (const name of ['tanh', 'sigmoid'] as const) {
      expect(value(name, 0)(0.7)).toBeCloseTo(big.toFloat(exact[name](big.fixed(0.7))), 15);
      for (const k of [1, 2, 3, 4, 5]) {
        expect(value(name, k)(0.7)).toBeCloseTo(derivative(value(name, k - 1), 0.7), 8);
      }
    }
  });

  it('is the function to the last digit, well inside the radius, at high order', () => {
    const { evaluate } = maclaurin('tanh', { order: 61 });
    expect(evaluate(0.5)).toBeCloseTo(Math.tanh(0.5), 15);
  });

  it('refuses a negative order and an unknown function', () => {
    expect(() => maclaurin('tanh', { order: -1 })).toThrow(
      new RangeError('maclaurin: order must be a non-negative integer, received -1'),
    );
    expect(() => maclaurin('cos' as 'tanh', { order: 1 })).toThrow(TypeError);
  });
});
