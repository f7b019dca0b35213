import { requireFinite, requireInteger } from '../require.js';

/**
 * σ′(ε)/tanh′(ε) = ((2c² − 1)/(2c))² with c = cosh(ε/2): how much less of a gradient a sigmoid lets through
 * than a tanh, per step. It is 1/4 at 0 and reaches 1 at the ends of {@link ratioInterval}.
 *
 * @throws RangeError if ε is not finite
 * @example
 * derivativeRatio(0); // → 0.25
 */
export function derivativeRatio(epsilon: number): number {
  requireFinite('derivativeRatio', 'epsilon', epsilon);
  const c = Math.cosh(epsilon / 2);
  return (c - 0.5 / c) ** 2;
}

/**
 * The same ratio from the first terms of both Maclaurin series, tanh′(ε) ≈ 1 − ε² and σ′(ε) ≈ 1/4 − ε²/16:
 * (1/4 − ε²/16)/(1 − ε²).
 *
 * @throws RangeError unless −1 < ε < 1, where the approximation of tanh′ is positive
 * @example
 * approximateDerivativeRatio(0.05); // → 0.25047
 */
export function approximateDerivativeRatio(epsilon: number): number {
  if (!(Math.abs(epsilon) < 1)) {
    throw new RangeError(
      `approximateDerivativeRatio: epsilon must lie between −1 and 1, where 1 − ε² > 0, received ${epsilon}`,
    );
  }
  const square = epsilon ** 2;
  return (1 / 4 - square / 16) / (1 - square);
}

/**
 * Half the width of the interval |ε| ≤ … in which σ′(ε) ≤ tanh′(ε): exactly 2·arcosh((1 + √3)/2) ≈ 1.6629,
 * and 2/√5 ≈ 0.8944 for the approximation. Derived in docs/derivations/derivative-ratio.md.
 */
export const ratioInterval = {
  exact: 2 * Math.acosh((1 + Math.sqrt(3)) / 2),
  approximate: 2 / Math.sqrt(5),
} as const;

/** A quantity computed exactly and from the Maclaurin approximations. */
export interface ExactAndApproximate {
  readonly exact: number;
  readonly approximate: number;
}

export interface RatioStudy {
  readonly epsilon: number;
  /** σ′(ε)/tanh′(ε). */
  readonly ratio: ExactAndApproximate;
  /** The ratio to the power T, T = 1 … maxSteps: how the two gradients compare after T steps. */
  readonly powers: readonly ({ readonly steps: number } & ExactAndApproximate)[];
  /** −ln(ratio), nats lost per step; close to ln 4 near 0. */
  readonly decayRate: ExactAndApproximate;
  /** {@link ratioInterval}. */
  readonly interval: ExactAndApproximate;
}

/**
 * The ratio σ′/tanh′ at ε, both ways, and what becomes of it over T = 1 … maxSteps time steps: the answer to
 * "why does a sigmoid recurrence forget faster than a tanh recurrence".
 *
 * @throws RangeError unless −1 < ε < 1 and maxSteps is a positive integer
 * @example
 * ratioStudy({ epsilon: 0.05, maxSteps: 20 }).powers.at(-1); // → { steps: 20, exact: 9.442e-13, approximate: 9.443e-13 }
 */
export function ratioStudy(options: { epsilon?: number; maxSteps?: number } = {}): RatioStudy {
  const { epsilon = 0.05, maxSteps = 20 } = options;
  requireInteger('ratioStudy', 'maxSteps', maxSteps, 1);
  const ratio = { exact: derivativeRatio(epsilon), approximate: approximateDerivativeRatio(epsilon) };
  return {
    epsilon,
    ratio,
    powers: Array.from({ length: maxSteps }, (_, i) => ({
      steps: i + 1,
      exact: ratio.exact ** (i + 1),
      approximate: ratio.approximate ** (i + 1),
    })),
    decayRate: { exact: -Math.log(ratio.exact), approximate: -Math.log(ratio.approximate) },
    interval: ratioInterval,
  };
}
