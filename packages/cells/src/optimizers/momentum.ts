import * as tf from '@tensorflow/tfjs';
import { requireFraction } from '../require.js';
import { type Optimizer, type OptimizerOptions, scheduleOf } from './optimizer.js';
import { type Moments, updateEach, zerosLike } from './update-each.js';

export interface MomentumOptions extends OptimizerOptions {
  /** μ, what is kept of the accumulated gradients; 0.9 unless given. */
  readonly momentum?: number;
}

/** The decaying sum of the gradients so far. */
export type MomentumState = Moments<'accumulation'>;

/**
 * Gradient descent with momentum (Polyak 1964; Sutskever, Martens, Dahl & Hinton 2013):
 *
 *     a ← μ a + g
 *     θ ← θ − η a
 *
 * @throws RangeError if the learning rate η is not positive, or μ not in [0, 1)
 */
export function momentum(options: MomentumOptions): Optimizer<MomentumState> {
  return accelerated('momentum', options, false);
}

/**
 * Momentum with the look-ahead of Nesterov 1983, as Sutskever et al. 2013 and PyTorch write it:
 *
 *     a ← μ a + g
 *     θ ← θ − η (g + μ a)
 *
 * @throws RangeError if the learning rate η is not positive, or μ not in [0, 1)
 */
export function nesterov(options: MomentumOptions): Optimizer<MomentumState> {
  return accelerated('nesterov', options, true);
}

function accelerated(where: string, options: MomentumOptions, lookAhead: boolean): Optimizer<MomentumState> {
  const { momentum: μ = 0.9 } = options;
  const rate = scheduleOf(where, options);
  requireFraction(where, 'momentum', μ);
  return {
    init: (params) => ({ accumulation: zerosLike(params) }),
    update(gradients, { accumulation }, params, step) {
      const η = rate(step);
      return updateEach(
        {
          kernel: 'MomentumUpdate',
          attributes: { learningRate: η, nesterov: lookAhead },
          scalars: () => ({ factor: tf.scalar(μ) }),
          equations(θ, g, state) {
            const a = tf.add(tf.mul(μ, state.accumulation), g);
            const direction = lookAhead ? tf.add(g, tf.mul(a, μ)) : a;
            return [tf.add(tf.mul(-η, direction), θ), { accumulation: a }];
          },
        },
        gradients,
        { accumulation },
        params,
      );
    },
  };
}
