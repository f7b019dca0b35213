import type { Activation } from '../activations.js';
import { spectralRadius } from '../linear-algebra/eigenvalues.js';
import { type Matrix, requireSquare } from '../linear-algebra/matrix.js';
import { spectralNorm } from '../linear-algebra/spectral-norm.js';
import { activationOf, requireFinite, requireInteger, requireNonNegative } from '../require.js';
import { skipGradientBound, skipGrowth } from './skip-connections.js';

/**
 * The gradient of a scalar recurrence h_t = φ(w·h_{t−1} + u·x_t) over T − t steps, in the chain form
 * ∂h_T/∂h_t = ∏_{k = t+1…T} w·φ′(a_k), where a_k is the argument of φ.
 *
 * @throws RangeError if the weight is not finite
 * @example
 * // Three steps, each four times a quarter.
 * scalarGradient({ activation: 'sigmoid', weight: 4, preactivations: [0, 0, 0] }); // → 1
 */
export function scalarGradient(options: {
  activation: Activation;
  weight: number;
  preactivations: readonly number[];
}): number {
  const { activation, weight, preactivations } = options;
  const { derivative } = activationOf('scalarGradient', activation);
  requireFinite('scalarGradient', 'weight', weight);
  return preactivations.reduce((product, a) => product * weight * derivative(a), 1);
}

/**
 * How large ∂h_T/∂h_t can be for h_t = φ(W h_{t−1} + U x_t): at most (γ·‖W‖)^(T−t), γ = max |φ′|, in the
 * spectral norm (Bengio et al. 1994; Pascanu et al. 2013). For a scalar w the norm is |w|.
 *
 * @param options.norm ‖W‖, from {@link spectralNorm}
 * @param options.distance T − t, in steps
 * @throws RangeError if the norm is negative or not finite, or the distance is not a non-negative integer
 * @example
 * gradientBound({ activation: 'sigmoid', norm: 2, distance: 3 }); // → 0.125
 */
export function gradientBound(options: { activation: Activation; norm: number; distance: number }): number {
  const { activation, norm, distance } = options;
  const { gamma } = activationOf('gradientBound', activation);
  requireNonNegative('gradientBound', 'norm', norm);
  requireInteger('gradientBound', 'distance', distance, 0);
  return (gamma * norm) ** distance;
}

/**
 * The largest ‖W‖ whose gradients cannot explode, 1/γ: 4 for the sigmoid, 1 for tanh, relu and identity.
 * Below it they vanish for certain; at it the bound is 1 at every distance, neither vanishing nor exploding.
 *
 * @throws RangeError for the hard step, which passes no gradient at any norm
 * @example
 * criticalNorm('sigmoid'); // → 4
 */
export function criticalNorm(activation: Activation): number {
  const { gamma } = activationOf('criticalNorm', activation);
  if (gamma === 0) {
    throw new RangeError(`criticalNorm: activation must have a derivative, received ${activation}`);
  }
  return 1 / gamma;
}

export interface BoundStudy {
  readonly activation: Activation;
  /** max |φ′|. */
  readonly gamma: number;
  /** ‖W‖ and ρ(W). */
  readonly norm: number;
  readonly radius: number;
  /** ‖M‖, 0 without a skip connection. */
  readonly skipNorm: number;
  /** The factor by which the bound grows per step in the long run: γ‖W‖, or the root of λ² = γ‖W‖λ + γ‖M‖. */
  readonly growth: number;
  readonly criticalNorm: number;
  readonly regime: 'vanishes' | 'bounded' | 'may explode';
  /** For T − t = 1 … maxDistance. */
  readonly bounds: readonly { readonly distance: number; readonly bound: number }[];
}

/**
 * What W alone says about the gradients of h_t = φ(W h_{t−1} + M h_{t−2} + U x_t), before any data is seen.
 *
 * @param options.recurrentKernel W, or Wᵀ (norm and spectral radius are the same), or a number for the scalar
 *   recurrence
 * @param options.skipKernel M, likewise; no skip connection unless given
 * @throws RangeError if a kernel is not square, an entry is not finite or maxDistance is not a positive integer
 * @example
 * boundStudy({ activation: 'sigmoid', recurrentKernel: 4 }).regime; // → 'bounded'
 */
export function boundStudy(options: {
  activation?: Activation;
  recurrentKernel: Matrix | number;
  skipKernel?: Matrix | number;
  maxDistance?: number;
}): BoundStudy {
  const { activation = 'tanh', recurrentKernel, skipKernel = 0, maxDistance = 20 } = options;
  requireInteger('boundStudy', 'maxDistance', maxDistance, 1);
  const critical = criticalNorm(activation);
  const W = asMatrix('recurrentKernel', recurrentKernel);
  const norm = spectralNorm(W);
  const skipNorm = spectralNorm(asMatrix('skipKernel', skipKernel));
  const growth = skipGrowth({ activation, norm, skipNorm });
  return {
    activation,
    gamma: activationOf('boundStudy', activation).gamma,
    norm,
    radius: spectralRadius(W),
    skipNorm,
    growth,
    criticalNorm: critical,
    regime: growth < 1 ? 'vanishes' : growth === 1 ? 'bounded' : 'may explode',
    bounds: Array.from({ length: maxDistance }, (_, i) => ({
      distance: i + 1,
      bound: skipGradientBound({ activation, norm, skipNorm, distance: i + 1 }),
    })),
  };
}

function asMatrix(name: string, kernel: Matrix | number): Matrix {
  const square: Matrix =
    typeof kernel === 'number' ? { data: Float64Array.of(kernel), shape: [1, 1] } : kernel;
  requireSquare('boundStudy', name, square);
  return square;
}
