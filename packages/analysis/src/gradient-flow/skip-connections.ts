import type { Activation } from '../activations.js';
import { activationOf, requireInteger, requireNonNegative } from '../require.js';

interface Norms {
  readonly activation: Activation;
  /** ‖W‖ and ‖M‖. */
  readonly norm: number;
  readonly skipNorm: number;
}

/**
 * The number of paths from h_t to h_{t+k} in a recurrence that reads one and `skip` steps back: the ways to
 * write k as an ordered sum of ones and skips, p_k = p_{k−1} + p_{k−skip}, p_0 = 1. With skip = 2 the
 * Fibonacci numbers.
 *
 * @param distance k, in steps
 * @throws RangeError if the distance is not a non-negative integer, or skip not an integer ≥ 2
 * @example
 * skipPathCount(5); // → 8n
 */
export function skipPathCount(distance: number, skip = 2): bigint {
  requireInteger('skipPathCount', 'distance', distance, 0);
  requireInteger('skipPathCount', 'skip', skip, 2);
  return recursion(distance, skip, 1n, (near, far) => near + far, 0n);
}

/**
 * How large ∂h_T/∂h_t can be for h_t = φ(W h_{t−1} + M h_{t−skip} + U x_t). The gradient is the sum over all
 * paths from t to T, each step of which is a factor D·W or D·M with ‖D‖ ≤ γ, so with k = T − t
 *
 *   b_k = γ·(‖W‖·b_{k−1} + ‖M‖·b_{k−skip}),   b_0 = 1.
 *
 * Without M this is {@link gradientBound}. Derived in docs/derivations/gradient-bounds.md.
 *
 * @throws RangeError if a norm is negative or not finite, the distance not a non-negative integer, or skip
 *   not an integer ≥ 2
 * @example
 * // 0.5·0.5 by two single steps, and 0.5 by the skip.
 * skipGradientBound({ activation: 'tanh', norm: 0.5, skipNorm: 0.5, distance: 2 }); // → 0.75
 */
export function skipGradientBound(options: Norms & { distance: number; skip?: number }): number {
  const { norm, skipNorm, distance, skip = 2 } = options;
  const gamma = gammaOf('skipGradientBound', options);
  requireInteger('skipGradientBound', 'distance', distance, 0);
  requireInteger('skipGradientBound', 'skip', skip, 2);
  // A power loses less to rounding than the recursion, and is what the formula without M says.
  if (skipNorm === 0) return (gamma * norm) ** distance;
  return recursion(distance, skip, 1, (near, far) => gamma * (norm * near + skipNorm * far), 0);
}

/**
 * The factor by which the bound for skip = 2 grows per step in the long run: the positive root of
 * λ² = γ‖W‖·λ + γ‖M‖. Below 1 exactly when γ(‖W‖ + ‖M‖) < 1.
 *
 * @example
 * // The golden ratio: with both norms 1 the bounds are Fibonacci numbers.
 * skipGrowth({ activation: 'tanh', norm: 1, skipNorm: 1 }); // → 1.618034
 */
export function skipGrowth(norms: Norms): number {
  const gamma = gammaOf('skipGrowth', norms);
  const half = (gamma * norms.norm) / 2;
  return half + Math.sqrt(half ** 2 + gamma * norms.skipNorm);
}

/** b_k = step(b_{k−1}, b_{k−skip}) from b_0, with `none` before it. */
function recursion<N>(k: number, skip: number, first: N, step: (near: N, far: N) => N, none: N): N {
  const b = [first];
  for (let j = 1; j <= k; j++) b.push(step(b[j - 1]!, b[j - skip] ?? none));
  return b[k]!;
}

/** γ. @throws RangeError if a norm is negative or not finite; TypeError if the activation is unknown */
function gammaOf(where: string, { activation, norm, skipNorm }: Norms): number {
  const { gamma } = activationOf(where, activation);
  requireNonNegative(where, 'norm', norm);
  requireNonNegative(where, 'skipNorm', skipNorm);
  return gamma;
}
