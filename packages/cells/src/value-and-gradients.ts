import * as tf from '@tensorflow/tfjs-core';
import { leavesOf, withLeaves } from './tensor-tree.js';
import type { TensorTree } from './types.js';

/**
 * A loss and ∂loss/∂params, a tree with the names and shapes of `params`; the caller owns all of it.
 *
 * @throws Error if the loss is no scalar, or does not depend on one of the parameters
 * @example
 * const loss = ({ w }: { w: tf.Tensor }) => tf.sum(tf.square(w));
 * const { value, gradients } = valueAndGradients(loss, { w: tf.tensor1d([1, 2]) });
 * // value 5, gradients.w [2, 4]
 */
export function valueAndGradients<P extends TensorTree>(
  loss: (params: P) => tf.Tensor,
  params: P,
): { readonly value: tf.Scalar; readonly gradients: P } {
  const { value, grads } = tf.valueAndGrads(() => loss(params))(leavesOf(params));
  return { value: value as tf.Scalar, gradients: withLeaves(params, grads) };
}
