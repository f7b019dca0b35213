import * as tf from '@tensorflow/tfjs';
import type { TensorTree } from './types.js';

/** The tree with `map` applied to every tensor. */
export function mapTree<T extends TensorTree>(tree: T, map: (leaf: tf.Tensor) => tf.Tensor): T {
  if (tree instanceof tf.Tensor) return map(tree) as T;
  const branches = Object.entries(tree as Record<string, TensorTree>);
  return Object.fromEntries(branches.map(([name, branch]) => [name, mapTree(branch, map)])) as T;
}

/** The tensors of a tree, in the order of its names. */
export function leavesOf(tree: TensorTree): tf.Tensor[] {
  return tree instanceof tf.Tensor ? [tree] : Object.values(tree).flatMap(leavesOf);
}

/** A tree of the same form with other tensors, in the order of `leavesOf`. */
export function withLeaves<T extends TensorTree>(tree: T, leaves: readonly tf.Tensor[]): T {
  const next = leaves[Symbol.iterator]();
  return mapTree(tree, () => next.next().value as tf.Tensor);
}

/** `tf.tidy` for trees, whose types it does not know. */
export function tidyTrees<T>(make: () => T): T {
  return tf.tidy(make as () => tf.TensorContainer) as T;
}
