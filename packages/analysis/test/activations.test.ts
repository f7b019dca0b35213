import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  activations,
  hardStep,
  relu,
  reluDerivative,
  sigmoid,
  sigmoidDerivative,
  tanhDerivative,
} from '../src/index.js';
import { derivative } from './differences.js';
import * as big from './fixed-point.js';

const moderate = fc.double({ min: -8, max: 8, noNaN: true });

describe('sigmoid', () => {
  it.each([-100, -37.5, -1, -(2 ** -20), 0, 0.3, 2, 20])('agrees with 80-digit arithmetic at %d', (x) => {
    const expected = big.toFloat(big.sigmoid(big.fixed(x)));
    expect(Math.abs(sigmoid(x) / expected - 1)).toBeLessThan(4 * Number.EPSILON);
  });

  it('reaches 0 and 1 without overflow', () => {
    expect([sigmoid(-1e308), sigmoid(1e308), sigmoid(-Infinity), sigmoid(Infinity)]).toEqual([0, 1, 0, 1]);
  });
});

describe('the derivatives', () => {
  it.each(['tanh', 'sigmoid', 'identity'] as Activation[])(
    '%s′ equals the eighth-order difference',
    (name) => {
      const { f, derivative: exact } = activations[name];
      fc.assert(fc.property(moderate, (x) => Math.abs(exact(x) - derivative(f, x)) < 1e-11));
    },
  );

  it('σ′ and tanh′ keep their digits where 1 − tanh² would cancel to nothing', () => {
    expect(1 - Math.tanh(30) ** 2).toBe(0);
    const e = big.exp(big.fixed(-60));
    const sech2 = big.over(4n * e, big.times(big.one + e, big.one + e));
    expect(Math.abs(tanhDerivative(30) / big.toFloat(sech2) - 1)).toBeLessThan(1e-14);
    expect(Math.abs(sigmoidDerivative(60) / (big.toFloat(sech2) / 4) - 1)).toBeLessThan(1e-14);
  });

  it('tanh′ and σ′ are 0, not NaN, at infinity', () => {
    expect([tanhDerivative(Infinity), sigmoidDerivative(-Infinity), tanhDerivative(1e308)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('no |φ′| exceeds its γ, and γ is reached', () => {
    for (const { derivative: exact, gamma } of Object.values(activations)) {
      fc.assert(fc.property(fc.double({ noNaN: true }), (x) => Math.abs(exact(x)) <= gamma));
      expect(Math.max(exact(0), exact(1))).toBe(gamma);
    }
  });
});

it('relu and the hard step are 0 at 0, and so is the derivative of relu', () => {
  expect([relu(0), relu(-2), relu(3), hardStep(0), hardStep(1e-300), hardStep(-1)]).toEqual([
    0, 0, 3, 0, 1, 0,
  ]);
  expect([reluDerivative(0), reluDerivative(-1), reluDerivative(1e-300)]).toEqual([0, 0, 1]);
});

it('every activation passes NaN on', () => {
  for (const { f, derivative: exact } of Object.values(activations)) {
    expect([f(NaN), exact(NaN)]).toEqual([NaN, NaN]);
  }
});
