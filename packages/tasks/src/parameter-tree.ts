import * as tf from '@tensorflow/tfjs';
import { mapTree, type NamedArrays, type TensorTree } from '@unrolled/cells';

/** The same tree with every tensor turned into a variable; the tensors themselves are disposed. */
export function asVariables<T extends TensorTree>(tree: T): T {
  return mapTree(tree, (tensor) => {
    const variable = tf.variable(tensor);
    tensor.dispose();
    return variable;
  });
}

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
export function countParameters(tensors: ReadonlyMap<string, tf.Tensor>): number {
  return [...tensors.values()].reduce((count, tensor) => count + tensor.size, 0);
}

/** The tensors' values and shapes, as plain arrays. */
export async function namedArrays(tensors: ReadonlyMap<string, tf.Tensor>): Promise<NamedArrays> {
  const entries = [...tensors].map(async ([name, tensor]) => {
    return [name, { data: Float32Array.from(await tensor.data()), shape: tensor.shape }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type Branch = { [name: string]: Branch | tf.Tensor };

/** The tree whose tensors have these dotted paths: what {@link flattenTree} took apart. */
export function treeOfArrays(arrays: NamedArrays): TensorTree {
  const root: Branch = {};
  for (const [path, { data, shape }] of Object.entries(arrays)) {
    const names = path.split('.');
    const leaf = names.pop()!;
    let branch = root;
    for (const name of names) {
      branch[name] ??= {};
      branch = branch[name] as Branch;
    }
    branch[leaf] = tf.tensor(data, [...shape]);
  }
  return root;
}
