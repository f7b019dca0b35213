import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approximateDerivativeRatio,
  derivativeRatio,
  maclaurin,
  ratioInterval,
  ratioStudy,
  sigmoidDerivative,
  tanhDerivative,
} from '../src/index.js';

describe('derivativeRatio', () => {
  it('is σ′/tanh′', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
        const quotient = sigmoidDerivative(x) / tanhDerivative(x);
        expect(Math.abs(derivativeRatio(x) / quotient - 1)).toBeLessThan(1e-13);
      }),
    );
  });

  it('is 1 at the ends of the exact interval, below 1 inside and above 1 outside', () => {
    expect(ratioInterval.exact).toBeCloseTo(1.6628858910586, 12);
    expect(derivativeRatio(ratioInterval.exact)).toBeCloseTo(1, 14);
    const end = ratioInterval.exact;
    fc.assert(
      fc.property(
        fc.double({ min: -end + 1e-9, max: end - 1e-9, noNaN: true }),
        (x) => derivativeRatio(x) < 1,
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: end + 1e-9, max: 1e3, noNaN: true }), (x) => derivativeRatio(x) > 1),
    );
  });

  it('refuses what is no number', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(() => derivativeRatio(bad)).toThrow(
        new RangeError(`derivativeRatio: epsilon must be a finite number, received ${bad}`),
      );
    }
  });
});

describe('approximateDerivativeRatio', () => {
  it('is the quotient of the second-order Maclaurin polynomials', () => {
    const options = { order: 2, derivative: 1 };
    const { evaluate: tanhSlope } = maclaurin('tanh', options);
    const { evaluate: sigmoidSlope } = maclaurin('sigmoid', options);
    for (const x of [-0.9, -0.05, 0, 0.3, 0.8]) {
      expect(approximateDerivativeRatio(x)).toBeCloseTo(sigmoidSlope(x) / tanhSlope(x), 14);
    }
  });

  it('is 1 at ±2/√5 and differs from the exact ratio by O(ε⁴)', () => {
    expect(approximateDerivativeRatio(ratioInterval.approximate)).toBeCloseTo(1, 14);
    const error = (x: number) => Math.abs(approximateDerivativeRatio(x) - derivativeRatio(x));
    expect(error(0.1) / error(0.05)).toBeGreaterThan(15);
    expect(error(0.1) / error(0.05)).toBeLessThan(17);
  });

  it('refuses an ε at which the approximation of tanh′ is not positive', () => {
    for (const bad of [1, -1, 2, NaN]) expect(() => approximateDerivativeRatio(bad)).toThrow(RangeError);
  });
});

describe('ratioStudy', () => {
  const study = ratioStudy({ epsilon: 0.05, maxSteps: 20 });

  it('holds both ratios and their powers for T = 1 … 20', () => {
    expect(study.ratio.exact).toBeCloseTo(0.250468945300301, 14);
    expect(study.ratio.approximate).toBeCloseTo((1 / 4 - 0.0025 / 16) / 0.9975, 15);
    expect(study.powers.map(({ steps }) => steps)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    let product = 1;
    for (const { exact } of study.powers) {
      product *= study.ratio.exact;
      expect(exact / product).toBeCloseTo(1, 13);
    }
  });

  it('decays by nearly ln 4 nats a step', () => {
    expect(study.decayRate.exact).toBeCloseTo(Math.log(4), 2);
    const last = study.powers.at(-1)!;
    expect(-Math.log(last.exact) / 20).toBeCloseTo(study.decayRate.exact, 13);
    expect(-Math.log(last.approximate) / 20).toBeCloseTo(study.decayRate.approximate, 13);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
  });

  it('refuses an ε that is no number and a T below 1', () => {
    expect(() => ratioStudy({ epsilon: NaN })).toThrow(RangeError);
    for (const maxSteps of [0, -1, 1.5, NaN]) {
      expect(() => ratioStudy({ maxSteps })).toThrow(
        new RangeError(`ratioStudy: maxSteps must be a positive integer, received ${maxSteps}`),
      );
    }
  });
});
