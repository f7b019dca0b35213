import * as tf from '@tensorflow/tfjs-core';
import { leavesOf, type NamedArrays, type TensorTree } from '@unrolled/cells';

/** Every tensor of a tree by its dotted path, as `cell.inputKernel`. */
export function flattenTree(tree: TensorTree, path = ''): Map<string, tf.Tensor> {
  if (tree instanceof tf.Tensor) return new Map([[path, tree]]);
  return new Map(
    Object.entries(tree).flatMap(([name, branch]) => [
      ...flattenTree(branch, path ? `${path}.${name}` : name),
    ]),
  );
}

/** How many numbers the tensors hold together. */
export function countParameters(tree: TensorTree): number {
  return leavesOf(tree).reduce((count, tensor) => count + tensor.size, 0);
}

/** The tensors' values and shapes by their dotted paths, as plain arrays. */
export async function namedArrays(tree: TensorTree): Promise<NamedArrays> {
  const entries = [...flattenTree(tree)].map(async ([name, tensor]) => {
    return [name, { data: Float32Array.from(await tensor.data()), shape: tensor.shape }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * A tree like `tree`, its values read from the arrays at their dotted paths: what {@link namedArrays} took
 * apart.
 *
 * @throws Error naming an array that is missing or of another shape
 */
export function treeLike<T extends TensorTree>(tree: T, arrays: NamedArrays, path: string): T {
  if (tree instanceof tf.Tensor) {
    const { data, shape } = arrays[path] ?? {};
    if (!data || String(shape) !== String(tree.shape))
      throw new Error(
        `the checkpoint is of another model: it has no ${path} of shape [${tree.shape.join(', ')}]`,
      );
    return tf.tensor(data, tree.shape) as T;
  }
  const branches = Object.entries(tree as Record<string, TensorTree>);
  return Object.fromEntries(
    branches.map(([name, branch]) => [name, treeLike(branch, arrays, `${path}.${name}`)]),
  ) as T;
}

type Branch = { [name: string]: Branch | tf.Tensor };

/** Without a prototype, which a file's names could otherwise reach. */
const branchOfNothing = (): Branch => Object.create(null);

/** The tree whose tensors have these dotted paths: what {@link namedArrays} took apart. */
export function treeOfArrays(arrays: NamedArrays): TensorTree {
  const root = branchOfNothing();
  for (const [path, { data, shape }] of Object.entries(arrays)) {
    const names = path.split('.');
    const leaf = names.pop()!;
    let branch = root;
    for (const name of names) {
      branch[name] ??= branchOfNothing();
      branch = branch[name] as Branch;
    }
    branch[leaf] = tf.tensor(data, [...shape]);
  }
  return root;
}
