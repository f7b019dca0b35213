import * as tf from '@tensorflow/tfjs-core';
import { requireFraction } from '../require.js';
import { type ClippingOptimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { perParameter, type State } from './per-parameter.js';

export interface MomentumOptions extends OptimizerOptions {
  /** μ, what is kept of the accumulated gradients; 0.9 unless given. */
  readonly momentum?: number;
}

/** The decaying sum of the gradients so far. */
export type MomentumState = State<'accumulation'>;

/**
 * Gradient descent with momentum (Polyak 1964; Sutskever, Martens, Dahl & Hinton 2013):
 *
 *     a ← μ a + g
 *     θ ← θ − η a
 *
 * @throws RangeError if the learning rate η is not positive, or μ not in [0, 1)
 * @example
 * const optimizer = momentum({ learningRate: 0.1, momentum: 0.9 });
 * const params = { w: tf.tensor1d([1]) };
 * const gradients = { w: tf.tensor1d([1]) };
 * const [first, state] = optimizer.update(gradients, optimizer.init(params), params, 0);
 * const [second] = optimizer.update(gradients, state, first, 1);
 * [first.w, second.w]; // → [[0.9], [0.71]]
 */
export function momentum(options: MomentumOptions): ClippingOptimizer<MomentumState> {
  return accelerated('momentum', options, false);
}

/**
 * Momentum with the look-ahead of Nesterov 1983, as Sutskever et al. 2013 and PyTorch write it:
 *
 *     a ← μ a + g
 *     θ ← θ − η (g + μ a)
 *
 * @throws RangeError if the learning rate η is not positive, or μ not in [0, 1)
 * @example
 * const optimizer = nesterov({ learningRate: 0.1, momentum: 0.9 });
 * const params = { w: tf.tensor1d([1]) };
 * const [next] = optimizer.update({ w: tf.tensor1d([1]) }, optimizer.init(params), params, 0);
 * next.w; // → [0.81]
 */
export function nesterov(options: MomentumOptions): ClippingOptimizer<MomentumState> {
  return accelerated('nesterov', options, true);
}

function accelerated(
  where: string,
  options: MomentumOptions,
  nesterov: boolean,
): ClippingOptimizer<MomentumState> {
  const { momentum: μ = 0.9 } = options;
  requireFraction(where, 'momentum', μ);
  return perParameter(scheduleOf(where, options, ['momentum']), {
    kernel: 'MomentumUpdate',
    attributes: { nesterov },
    scalars: { factor: μ },
    moments: ['accumulation'],
    equations(η, θ, g, { accumulation }) {
      const a = tf.add(tf.mul(accumulation, μ), g);
      const direction = nesterov ? tf.add(g, tf.mul(a, μ)) : a;
      return [tf.add(tf.mul(direction, -η), θ), { accumulation: a }];
    },
  });
}
