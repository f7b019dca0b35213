import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  activations,
  boundStudy,
  criticalNorm,
  gradientBound,
  matrix,
  scalarGradient,
  skipGradientBound,
  skipGrowth,
  skipPathCount,
} from '../src/index.js';
import { derivative } from './differences.js';

const smooth = fc.constantFrom<Activation>('tanh', 'sigmoid', 'identity');
const weight = fc.double({ min: -3, max: 3, noNaN: true });

describe('scalarGradient', () => {
  it('is the derivative of h_T with respect to h_0', () => {
    for (const activation of ['tanh', 'sigmoid', 'identity'] as const) {
      const inputs = [0.3, -0.7, 1.1, 0.2];
      const run = (h0: number) => {
        let h = h0;
        const preactivations = inputs.map((x) => {
          const a = 0.9 * h + x;
          h = activations[activation].f(a);
          return a;
        });
        return { h, preactivations };
      };
      const { preactivations } = run(0.4);
      const closed = scalarGradient({ activation, weight: 0.9, preactivations });
      expect(closed).toBeCloseTo(
        derivative((h0) => run(h0).h, 0.4),
        11,
      );
    }
  });

  it('never exceeds its bound', () => {
    fc.assert(
      fc.property(
        smooth,
        weight,
        fc.array(fc.double({ min: -5, max: 5, noNaN: true })),
        (activation, w, a) => {
          const bound = gradientBound({ activation, norm: Math.abs(w), distance: a.length });
          return (
            Math.abs(scalarGradient({ activation, weight: w, preactivations: a })) <= bound * (1 + 1e-14)
          );
        },
      ),
    );
  });
});

describe('criticalNorm', () => {
  it('is 4 for the sigmoid and 1 for tanh, relu and identity', () => {
    expect((['sigmoid', 'tanh', 'relu', 'identity'] as const).map(criticalNorm)).toEqual([4, 1, 1, 1]);
  });

  it('makes the bound 1 at every distance', () => {
    for (const activation of ['sigmoid', 'tanh'] as const) {
      expect(gradientBound({ activation, norm: criticalNorm(activation), distance: 500 })).toBe(1);
    }
  });

  it('does not exist for the hard step', () => {
    expect(() => criticalNorm('step')).toThrow(
      new RangeError('criticalNorm: activation must have a derivative, received step'),
    );
  });
});

describe('paths', () => {
  /** Every ordered sum of ones and `skip`s that makes `distance`. */
  function paths(distance: number, skip: number): number[][] {
    if (distance === 0) return [[]];
    return [1, skip]
      .filter((step) => step <= distance)
      .flatMap((step) => paths(distance - step, skip).map((rest) => [step, ...rest]));
  }

  it('are counted as they are when written out', () => {
    for (const skip of [2, 3, 4]) {
      for (let k = 0; k <= 14; k++) expect(skipPathCount(k, skip)).toBe(BigInt(paths(k, skip).length));
    }
  });

  it('two steps back are counted by Fibonacci, exactly, far beyond 2⁵³', () => {
    expect(skipPathCount(10)).toBe(89n);
    const [before, at, after] = [298, 299, 300].map((k) => skipPathCount(k)) as [bigint, bigint, bigint];
    expect(at).toBeGreaterThan(10n ** 60n);
    expect(at * at - before * after).toBe(-1n); // Cassini's identity
  });

  it('give the bound when each is bounded on its own and all are added', () => {
    fc.assert(
      fc.property(
        smooth,
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.nat(12),
        fc.integer({ min: 2, max: 4 }),
        (activation, norm, skipNorm, distance, skip) => {
          const { gamma } = activations[activation];
          const sum = paths(distance, skip).reduce(
            (total, path) => total + path.reduce((p, step) => p * gamma * (step === 1 ? norm : skipNorm), 1),
            0,
          );
          const bound = skipGradientBound({ activation, norm, skipNorm, distance, skip });
          expect(Math.abs(bound - sum)).toBeLessThanOrEqual(1e-12 * sum + 1e-300);
        },
      ),
    );
  });

  it('without a skip connection leave the one product', () => {
    const plain = { activation: 'tanh', norm: 0.7, distance: 9 } as const;
    expect(skipGradientBound({ ...plain, skipNorm: 0 })).toBe(gradientBound(plain));
  });

  it('make the bound grow by skipGrowth a step in the long run', () => {
    const options = { activation: 'sigmoid', norm: 1.5, skipNorm: 2 } as const;
    const at = (distance: number) => skipGradientBound({ ...options, distance });
    expect(at(81) / at(80)).toBeCloseTo(skipGrowth(options), 13);
  });
});

describe('boundStudy', () => {
  it('tells the regimes of a sigmoid apart at ‖W‖ = 4', () => {
    const regime = (w: number) => boundStudy({ activation: 'sigmoid', recurrentKernel: w }).regime;
    expect([3.9, 4, -4, 4.1].map(regime)).toEqual(['vanishes', 'bounded', 'bounded', 'may explode']);
  });

  it('with a skip connection is bounded when γ(‖W‖ + ‖M‖) = 1', () => {
    const study = boundStudy({ activation: 'sigmoid', recurrentKernel: 3, skipKernel: 1 });
    expect([study.growth, study.regime]).toEqual([1, 'bounded']);
    expect(boundStudy({ recurrentKernel: 0.5, skipKernel: 0.4 }).regime).toBe('vanishes');
  });

  it('holds norm, radius and one bound a distance, as plain JSON', () => {
    const study = boundStudy({
      recurrentKernel: matrix([
        [0, 0.5],
        [0.125, 0],
      ]),
      maxDistance: 3,
    });
    expect(study).toMatchObject({ gamma: 1, norm: 0.5, radius: 0.25, skipNorm: 0, criticalNorm: 1 });
    expect(study.bounds).toEqual([
      { distance: 1, bound: 0.5 },
      { distance: 2, bound: 0.25 },
      { distance: 3, bound: 0.125 },
    ]);
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
  });

  it('refuses a W that is not square, a weight that is no number, and a T below 1', () => {
    expect(() => boundStudy({ recurrentKernel: matrix([[1, 2]]) })).toThrow(
      new RangeError('boundStudy: recurrentKernel must be square, received [1, 2]'),
    );
    expect(() => boundStudy({ recurrentKernel: NaN })).toThrow(RangeError);
    expect(() => boundStudy({ recurrentKernel: 1, maxDistance: 0 })).toThrow(RangeError);
  });
});

it('norms below 0, distances below 0, skips below 2 and unknown activations are refused', () => {
  expect(() => gradientBound({ activation: 'tanh', norm: -1, distance: 1 })).toThrow(
    new RangeError('gradientBound: norm must be a finite number ≥ 0, received -1'),
  );
  expect(() => gradientBound({ activation: 'tanh', norm: 1, distance: -1 })).toThrow(RangeError);
  expect(() => gradientBound({ activation: 'cos' as 'tanh', norm: 1, distance: 1 })).toThrow(TypeError);
  expect(() => skipPathCount(3, 1)).toThrow(
    new RangeError('skipPathCount: skip must be an integer of at least 2, received 1'),
  );
  expect(() => scalarGradient({ activation: 'tanh', weight: Infinity, preactivations: [] })).toThrow(
    RangeError,
  );
});
