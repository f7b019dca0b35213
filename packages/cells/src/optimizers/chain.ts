import type * as tf from '@tensorflow/tfjs-core';
import { tidyTrees } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import type { ClippingOptimizer, Optimizer } from './optimizer.js';

/** What is done to gradients before they are used: a new tree of the same shapes, owned by the caller. */
export type GradientTransformation = <G extends TensorTree>(gradients: G) => G;

/** A clipping by the global norm, which an optimizer may do by itself. */
export type GlobalNormClipping = (<G extends TensorTree>(gradients: G, norm?: tf.Scalar) => G) & {
  readonly limit: number;
};

/**
 * An optimizer behind transformations of its gradients, applied from left to right. The state is the
 * optimizer's.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 }));
 * const params = { w: tf.tensor1d([0]) };
 * const [next] = optimizer.update({ w: tf.tensor1d([1e9]) }, optimizer.init(params), params, 0);
 * next.w; // → [-0.001]
 */
export function chain<S extends TensorTree>(
  ...parts: readonly [...GradientTransformation[], Optimizer<S>]
): Optimizer<S> {
  const optimizer = parts.at(-1) as Optimizer<S>;
  const transformations = parts.slice(0, -1) as GradientTransformation[];
  const last = transformations.at(-1);
  if (!last) return optimizer;
  const { limit } = last as Partial<GlobalNormClipping>;
  const { updateClipped } = optimizer as Partial<ClippingOptimizer<S>>;
  const isDoneTogether = limit !== undefined && updateClipped !== undefined;
  if (isDoneTogether) transformations.pop();
  return {
    init: optimizer.init,
    update: (gradients, state, params, step) =>
      tidyTrees(() => {
        const transformed = transformations.reduce((tree, transform) => transform(tree), gradients);
        if (!isDoneTogether) return optimizer.update(transformed, state, params, step);
        const [next, nextState] = updateClipped(limit, transformed, state, params, step);
        return [next, nextState];
      }),
  };
}
