import * as tf from '@tensorflow/tfjs-core';
import { type ClippingOptimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { perParameter, type State } from './per-parameter.js';

/**
 * Stochastic gradient descent, with nothing to remember (Robbins & Monro 1951):
 *
 *     θ ← θ − η g
 *
 * @throws RangeError if the learning rate η is not positive
 */
export function sgd(options: OptimizerOptions): ClippingOptimizer<State<never>> {
  return perParameter(scheduleOf('sgd', options), {
    kernel: 'SgdUpdate',
    moments: [],
    equations: (η, θ, g) => [tf.add(tf.mul(g, -η), θ), {}],
  });
}
