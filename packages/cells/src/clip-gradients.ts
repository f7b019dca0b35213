import * as tf from '@tensorflow/tfjs';
import { requirePositive } from './require.js';

/** What `tf.variableGrads(…).grads` returns. */
export type NamedGradients = Readonly<Record<string, tf.Tensor>>;

/**
 * Every entry into [−limit, limit]. Changes the direction of the gradient.
 *
 * @throws RangeError unless limit is a positive number
 */
export function clipByValue<G extends NamedGradients>(gradients: G, limit: number): G {
  requirePositive('clipByValue', 'limit', limit);
  return mapGradients(gradients, (gradient) => tf.clipByValue(gradient, -limit, limit));
}

/**
 * Each tensor g to g · min(1, limit / ‖g‖), its own norm at most `limit`.
 *
 * @throws RangeError unless limit is a positive number
 */
export function clipByNorm<G extends NamedGradients>(gradients: G, limit: number): G {
  requirePositive('clipByNorm', 'limit', limit);
  return mapGradients(gradients, (gradient) =>
    tf.tidy(() => tf.mul(gradient, shrink(tf.sqrt(tf.sum(tf.square(gradient))), limit))),
  );
}

/**
 * All tensors by the same factor min(1, limit / ‖g‖), ‖g‖ the norm of all of them together, which keeps the
 * gradient's direction (Pascanu, Mikolov & Bengio 2013).
 *
 * @returns the clipped gradients and the norm before clipping, all owned by the caller
 * @throws RangeError unless limit is a positive number
 * @example
 * const { grads } = tf.variableGrads(loss);
 * const { gradients, norm } = clipByGlobalNorm(grads, 1);
 * optimizer.applyGradients(gradients);
 * tf.dispose([grads, gradients, norm]);
 */
export function clipByGlobalNorm<G extends NamedGradients>(
  gradients: G,
  limit: number,
): { readonly gradients: G; readonly norm: tf.Scalar } {
  requirePositive('clipByGlobalNorm', 'limit', limit);
  return tf.tidy(() => {
    const norm = globalNorm(gradients);
    const factor = shrink(norm, limit);
    return { gradients: mapGradients(gradients, (gradient) => tf.mul(gradient, factor)), norm };
  });
}

/** √Σ g², over every entry of every tensor. */
export function globalNorm(gradients: NamedGradients): tf.Scalar {
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)) as tf.Scalar);
    return tf.sqrt(squares.length > 0 ? tf.addN(squares) : tf.scalar(0));
  });
}

/** limit / max(‖g‖, limit): 1 up to the limit, and no division by zero. */
function shrink(norm: tf.Tensor, limit: number): tf.Tensor {
  return tf.div(limit, tf.maximum(norm, limit));
}

function mapGradients<G extends NamedGradients>(gradients: G, map: (gradient: tf.Tensor) => tf.Tensor): G {
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, map(g)])) as G;
}
