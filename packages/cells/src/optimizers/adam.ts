import * as tf from '@tensorflow/tfjs-core';
import { requireFraction, requirePositive } from '../require.js';
import { leastEpsilon } from './least-epsilon.js';
import { type ClippingOptimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { perParameter, type State } from './per-parameter.js';

export interface AdamOptions extends OptimizerOptions {
  /** β₁, what is kept of the mean gradient; 0.9 unless given. */
  readonly beta1?: number;
  /** β₂, what is kept of the mean square; 0.999 unless given. */
  readonly beta2?: number;
  /** ε, outside the root; 1e-8 unless given; at least 1e-4 on WebGL in 16 bits. */
  readonly epsilon?: number;
}

/** The running means of gradients and squares, and β₁ᵗ and β₂ᵗ of the update to come, which start at t = 1. */
export type AdamState = State<'first' | 'second', 'power1' | 'power2'>;

/**
 * Adam (Kingma & Ba 2015):
 *
 *     m ← β₁ m + (1 − β₁) g,   m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²,  v̂ = v / (1 − β₂ᵗ)
 *     θ ← θ − η m̂ / (√v̂ + ε)
 *
 * @throws RangeError if the learning rate η or ε is not positive, or β₁ or β₂ not in [0, 1)
 * @example
 * const optimizer = adam({ learningRate: 0.1 });
 * const params = { w: tf.tensor1d([1, -2]) };
 * // The first step is as long as the learning rate, whatever the gradient's size.
 * const [next] = optimizer.update({ w: tf.tensor1d([5, 0.01]) }, optimizer.init(params), params, 0);
 * next.w; // → [0.9, -2.1]
 */
export function adam(options: AdamOptions): ClippingOptimizer<AdamState> {
  const { beta1: β1 = 0.9, beta2: β2 = 0.999, epsilon: ε = 1e-8 } = options;
  requireFraction('adam', 'beta1', β1);
  requireFraction('adam', 'beta2', β2);
  requirePositive('adam', 'epsilon', ε);
  return perParameter(scheduleOf('adam', options, ['beta1', 'beta2', 'epsilon']), {
    kernel: 'AdamUpdate',
    attributes: { beta1: β1, beta2: β2, epsilon: ε },
    moments: ['first', 'second'],
    powers: { power1: β1, power2: β2 },
    equations(η, θ, g, { first, second, power1, power2 }) {
      const m = tf.add(tf.mul(first, β1), tf.mul(g, 1 - β1));
      const v = tf.add(tf.mul(second, β2), tf.mul(tf.square(g), 1 - β2));
      const mHat = tf.div(m, tf.sub(1, power1));
      const vHat = tf.div(v, tf.sub(1, power2));
      return [
        tf.add(tf.mul(tf.div(mHat, tf.add(tf.sqrt(vHat), leastEpsilon(ε))), -η), θ),
        { first: m, second: v },
      ];
    },
  });
}
