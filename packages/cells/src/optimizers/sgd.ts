import * as tf from '@tensorflow/tfjs';
import { type Optimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { updateEach } from './update-each.js';

/**
 * Stochastic gradient descent, without anything to remember (Robbins & Monro 1951):
 *
 *     θ ← θ − η g
 *
 * @throws RangeError if the learning rate η is not positive
 */
export function sgd(options: OptimizerOptions): Optimizer<Record<never, never>> {
  const rate = scheduleOf('sgd', options);
  return {
    init: () => ({}),
    update(gradients, state, params, step) {
      const η = rate(step);
      return updateEach(
        {
          kernel: 'SgdUpdate',
          attributes: { learningRate: η },
          equations: (θ, g) => [tf.add(tf.mul(g, -η), θ), {}],
        },
        gradients,
        state,
        params,
      );
    },
  };
}
