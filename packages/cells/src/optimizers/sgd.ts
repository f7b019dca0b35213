import * as tf from '@tensorflow/tfjs-core';
import { type ClippingOptimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { perParameter, type State } from './per-parameter.js';

/**
 * Stochastic gradient descent, with nothing to remember (Robbins & Monro 1951):
 *
 *     θ ← θ − η g
 *
 * @throws RangeError if the learning rate η is not positive
 * @example
 * const optimizer = sgd({ learningRate: 0.1 });
 * const params = { w: tf.tensor1d([1, -2]) };
 * const [next] = optimizer.update({ w: tf.tensor1d([5, -1]) }, optimizer.init(params), params, 0);
 * next.w; // → [0.5, -1.9]
 */
export function sgd(options: OptimizerOptions): ClippingOptimizer<State<never>> {
  return perParameter(scheduleOf('sgd', options), {
    kernel: 'SgdUpdate',
    moments: [],
    equations: (η, θ, g) => [tf.add(tf.mul(g, -η), θ), {}],
  });
}
