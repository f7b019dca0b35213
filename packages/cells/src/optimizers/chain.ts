import { tidyTrees } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import type { Optimizer } from './optimizer.js';

/** What is done to gradients before they are used: a new tree of the same shapes, owned by the caller. */
export type GradientTransformation = <G extends TensorTree>(gradients: G) => G;

/**
 * An optimizer behind transformations of its gradients, applied from left to right. The state is the
 * optimizer's.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 }));
 */
export function chain<S extends TensorTree>(
  ...parts: readonly [...GradientTransformation[], Optimizer<S>]
): Optimizer<S> {
  const optimizer = parts.at(-1) as Optimizer<S>;
  const transformations = parts.slice(0, -1) as GradientTransformation[];
  if (transformations.length === 0) return optimizer;
  return {
    init: optimizer.init,
    update: (gradients, state, params, step) =>
      tidyTrees(() => {
        const transformed = transformations.reduce((tree, transform) => transform(tree), gradients);
        return optimizer.update(transformed, state, params, step);
      }),
  };
}
