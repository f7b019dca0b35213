import * as tf from '@tensorflow/tfjs-core';
import type { TensorTree } from './types.js';

/**
 * The tree with `map` applied to every tensor.
 *
 * @throws TypeError if something in it is no tensor
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 64 });
 * // For tfjs's own optimizers, which train variables.
 * const params = mapTree(cell.init(Math.random), (leaf) => tf.variable(leaf));
 * params.bias instanceof tf.Variable; // → true
 */
export function mapTree<T extends TensorTree>(tree: T, map: (leaf: tf.Tensor) => tf.Tensor): T {
  if (tree instanceof tf.Tensor) return map(tree) as T;
  if (typeof tree !== 'object' || tree === null)
    throw new TypeError(`a tree must be of tensors, received ${String(tree)} among them`);
  const mapped: Record<string, TensorTree> = {};
  for (const name of Object.keys(tree)) mapped[name] = mapTree((tree as typeof mapped)[name]!, map);
  return mapped as T;
}

/**
 * The tensors of a tree, in the order of its names.
 *
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 128 });
 * // How many numbers are trained.
 * leavesOf(cell.init(Math.random)).reduce((sum, { size }) => sum + size, 0); // → 71_168
 */
export function leavesOf(tree: TensorTree): tf.Tensor[] {
  const leaves: tf.Tensor[] = [];
  mapTree(tree, (leaf) => {
    leaves.push(leaf);
    return leaf;
  });
  return leaves;
}

/** A tree of the same form with other tensors, in the order of `leavesOf`. */
export function withLeaves<T extends TensorTree>(tree: T, leaves: readonly tf.Tensor[]): T {
  let next = 0;
  return mapTree(tree, () => leaves[next++]!);
}

/** `tf.tidy` for trees, whose types it does not know. */
export function tidyTrees<T>(make: () => T): T {
  return tf.tidy(make as () => tf.TensorContainer) as T;
}
