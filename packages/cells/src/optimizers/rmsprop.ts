import * as tf from '@tensorflow/tfjs-core';
import { requireFraction, requirePositive } from '../require.js';
import { leastEpsilon } from './least-epsilon.js';
import { type ClippingOptimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { perParameter, type State } from './per-parameter.js';

export interface RmspropOptions extends OptimizerOptions {
  /** ρ, what is kept of the mean square; 0.99 unless given. */
  readonly decay?: number;
  /** μ, what is kept of the step before; 0 unless given. */
  readonly momentum?: number;
  /** ε, inside the root; 1e-8 unless given; at least 1e-4 on WebGL in 16 bits. */
  readonly epsilon?: number;
}

/** The running mean of the squared gradients, and the last step. */
export type RmspropState = State<'meanSquare' | 'moment'>;

/**
 * RMSProp (Tieleman & Hinton 2012, lecture 6.5), the root taken as in TensorFlow:
 *
 *     s ← ρ s + (1 − ρ) g²
 *     a ← μ a + η g / √(s + ε)
 *     θ ← θ − a
 *
 * @throws RangeError if the learning rate η or ε is not positive, or ρ or μ not in [0, 1)
 * @example
 * const optimizer = rmsprop({ learningRate: 0.1, decay: 0.9 });
 * const params = { w: tf.tensor1d([1]) };
 * const [next] = optimizer.update({ w: tf.tensor1d([2]) }, optimizer.init(params), params, 0);
 * next.w; // → [0.6838]
 */
export function rmsprop(options: RmspropOptions): ClippingOptimizer<RmspropState> {
  const { decay: ρ = 0.99, momentum: μ = 0, epsilon: ε = 1e-8 } = options;
  requireFraction('rmsprop', 'decay', ρ);
  requireFraction('rmsprop', 'momentum', μ);
  requirePositive('rmsprop', 'epsilon', ε);
  return perParameter(scheduleOf('rmsprop', options, ['decay', 'momentum', 'epsilon']), {
    kernel: 'RmspropUpdate',
    attributes: { decay: ρ, momentum: μ, epsilon: ε },
    moments: ['meanSquare', 'moment'],
    equations(η, θ, g, { meanSquare, moment }) {
      const s = tf.add(tf.mul(meanSquare, ρ), tf.mul(tf.square(g), 1 - ρ));
      const a = tf.add(tf.mul(moment, μ), tf.div(tf.mul(g, η), tf.sqrt(tf.add(s, leastEpsilon(ε)))));
      return [tf.sub(θ, a), { meanSquare: s, moment: a }];
    },
  });
}
