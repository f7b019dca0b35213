import * as tf from '@tensorflow/tfjs-core';
import type { GlobalNormClipping, GradientTransformation } from './optimizers/chain.js';
import { requirePositive } from './require.js';
import { leavesOf, mapTree, tidyTrees } from './tensor-tree.js';
import type { TensorTree } from './types.js';

/**
 * Every entry into [−limit, limit]. Changes the direction of the gradient.
 *
 * @throws RangeError unless limit is a positive number
 * @example
 * clipByValue(1)({ w: tf.tensor1d([3, -0.5]) }); // → { w: [1, -0.5] }
 */
export function clipByValue(limit: number): GradientTransformation {
  requirePositive('clipByValue', 'limit', limit);
  return (gradients) => mapTree(gradients, (g) => tf.clipByValue(g, -limit, limit));
}

/**
 * Each tensor g to g · min(1, limit / ‖g‖), its own norm at most `limit`.
 *
 * @throws RangeError unless limit is a positive number
 * @example
 * clipByNorm(1)({ w: tf.tensor1d([3, 4]), b: tf.tensor1d([0.5]) }); // → { w: [0.6, 0.8], b: [0.5] }
 */
export function clipByNorm(limit: number): GradientTransformation {
  requirePositive('clipByNorm', 'limit', limit);
  return (gradients) =>
    mapTree(gradients, (g) => tf.tidy(() => tf.mul(g, shrink(tf.sqrt(tf.sum(tf.square(g))), limit))));
}

/**
 * All tensors by the same factor min(1, limit / ‖g‖), ‖g‖ the norm of all of them together, which keeps the
 * gradient's direction (Pascanu, Mikolov & Bengio 2013). Where the norm is known already, as `globalNorm`
 * gives it, hand it over.
 *
 * @throws RangeError unless limit is a positive number
 * @example
 * const gradients = { w: tf.tensor1d([3, 0]), b: tf.tensor1d([4]) };
 * const norm = globalNorm(gradients);
 * clipByGlobalNorm(1)(gradients, norm); // → { w: [0.6, 0], b: [0.8] }
 */
export function clipByGlobalNorm(limit: number): GlobalNormClipping {
  requirePositive('clipByGlobalNorm', 'limit', limit);
  const clip = <G extends TensorTree>(gradients: G, norm?: tf.Scalar): G =>
    tidyTrees(() => {
      const factor = shrink(norm ?? globalNorm(gradients), limit);
      return mapTree(gradients, (g) => tf.mul(g, factor));
    });
  return Object.assign(clip, { limit });
}

/**
 * √Σ g², over every entry of every tensor.
 *
 * @example
 * globalNorm({ w: tf.tensor1d([3, 0]), b: tf.tensor1d([4]) }); // → 5
 */
export function globalNorm(gradients: TensorTree): tf.Scalar {
  return tf.tidy(() => {
    const squares = leavesOf(gradients).map((g) => tf.sum(tf.square(g)) as tf.Scalar);
    return tf.sqrt(squares.length > 0 ? tf.addN(squares) : tf.scalar(0));
  });
}

/** limit / max(‖g‖, limit): 1 up to the limit, and no division by zero. */
function shrink(norm: tf.Tensor, limit: number): tf.Tensor {
  return tf.div(limit, tf.maximum(norm, limit));
}
