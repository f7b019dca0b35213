import * as tf from '@tensorflow/tfjs-core';
import { mapTree, tidyTrees } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import { type AdamOptions, type AdamState, adam } from './adam.js';
import { type ClippingOptimizer, scheduleOf } from './optimizer.js';

export interface AdamwOptions extends AdamOptions {
  /** λ, how fast parameters shrink, in units of the learning rate; 0.01 unless given. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019), in the order of PyTorch: the parameters
 * shrink, and Adam takes its step from there. The decay is no part of the gradient, so Adam does not divide
 * it by √v̂.
 *
 *     θ ← (1 − η λ) θ
 *     θ ← adam(θ)
 *
 * @throws RangeError if the weight decay λ is negative, or as `adam`
 * @example
 * const optimizer = adamw({ learningRate: 0.1, weightDecay: 0.01 });
 * const params = { w: tf.tensor1d([1, -2]) };
 * const [next] = optimizer.update({ w: tf.tensor1d([5, 0.01]) }, optimizer.init(params), params, 0);
 * next.w; // → [0.899, -2.098]
 */
export function adamw(options: AdamwOptions): ClippingOptimizer<AdamState> {
  const rate = scheduleOf('adamw', options, ['beta1', 'beta2', 'epsilon', 'weightDecay']);
  const { weightDecay: λ = 0.01, ...others } = options;
  const { init, update, updateClipped } = adam(others);
  if (!(λ >= 0)) throw new RangeError(`adamw: weightDecay must be a number of at least 0, received ${λ}`);
  const shrunk = <P extends TensorTree>(params: P, step: number) =>
    mapTree(params, (θ) => tf.mul(θ, 1 - rate(step) * λ));
  return {
    init,
    update: (gradients, state, params, step) =>
      tidyTrees(() => update(gradients, state, shrunk(params, step), step)),
    updateClipped: (limit, gradients, state, params, step) =>
      tidyTrees(() => updateClipped(limit, gradients, state, shrunk(params, step), step)),
  };
}
