import * as tf from '@tensorflow/tfjs-core';
import { leavesOf, mapTree, withLeaves } from './tensor-tree.js';
import type { TensorTree } from './types.js';

/**
 * A loss and ∂loss/∂params, a tree with the names and shapes of `params`; the caller owns all of it.
 *
 * @throws Error if the loss is no scalar, or does not depend on one of the parameters
 * @example
 * const loss = ({ w }: { w: tf.Tensor }) => tf.sum(tf.square(w));
 * const { value, gradients } = valueAndGradients(loss, { w: tf.tensor1d([1, 2]) });
 * value; // → 5
 * gradients.w; // → [2, 4]
 */
export function valueAndGradients<P extends TensorTree>(
  loss: (params: P) => tf.Tensor,
  params: P,
): { readonly value: tf.Scalar; readonly gradients: P } {
  const { value, grads } = tf.valueAndGrads(() => loss(params))(leavesOf(params));
  return { value: value as tf.Scalar, gradients: withLeaves(params, grads) };
}

/**
 * The same of a loss that comes with other tensors, such as an accuracy or the state after the last step. These are not
 * differentiated, and constants to whatever reads them next: a stream that is trained a chunk at a time, each from the state that
 * the chunk before ended in, is trained by truncated backpropagation through time (Williams & Peng 1990).
 *
 * @throws Error as {@link valueAndGradients}
 * @example
 * const cell = rnnCell({ inputSize: 3, hiddenSize: 4 });
 * const params = cell.init(Math.random);
 * let state = cell.initialState(2);
 * for (const inputs of [tf.ones<tf.Rank.R3>([2, 6, 3]), tf.zeros<tf.Rank.R3>([2, 6, 3])]) {
 *   const { gradients, aux } = valueAndGradientsWithAux((params: RnnParams) => {
 *     const { outputs, finalState } = unroll(cell, params, inputs, { initialState: state });
 *     return { loss: tf.mean(tf.square(outputs)), aux: finalState };
 *   }, params);
 *   tf.dispose(state);
 *   state = aux;
 *   // … and a step of the optimizer, by the gradients
 * }
 * state.h.shape; // → [2, 4]
 */
export function valueAndGradientsWithAux<P extends TensorTree, A extends TensorTree>(
  loss: (params: P) => { readonly loss: tf.Tensor; readonly aux: A },
  params: P,
): { readonly value: tf.Scalar; readonly gradients: P; readonly aux: A } {
  let kept: A | undefined;
  const results = valueAndGradients((current) => {
    const { loss: value, aux } = loss(current);
    kept = mapTree(aux, (leaf) => tf.keep(tf.clone(leaf)));
    return value;
  }, params);
  const aux = mapTree(kept!, (leaf) => tf.clone(leaf));
  tf.dispose(kept as tf.TensorContainer);
  return { ...results, aux };
}
