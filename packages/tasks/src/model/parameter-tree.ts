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

/** The same layer by layer: of the tensors that lie side by side in the tree, under its name, as `cell.0`. */
export function countByLayer(tree: TensorTree): { name: string; parameters: number }[] {
  const layers = new Map<string, number>();
  for (const [path, { size }] of flattenTree(tree)) {
    const name = path.slice(0, path.lastIndexOf('.'));
    layers.set(name, (layers.get(name) ?? 0) + size);
  }
  return [...layers].map(([name, parameters]) => ({ name, parameters }));
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
 * @param what the arrays are, for the message
 * @throws Error that names the arrays that are missing, of another shape, or have no place in it
 */
export function treeLike<T extends TensorTree>(tree: T, arrays: NamedArrays, what: string): T {
  const tensors = flattenTree(tree);
  const faults = [
    ...[...tensors].flatMap(([path, tensor]) => faultOf(path, tensor, arrays)),
    ...Object.keys(arrays)
      .filter((name) => !tensors.has(name))
      .map((name) => `there is no ${name} in it`),
  ];
  if (faults.length === 0) return filled(tree, arrays, '');
  const more = faults.length > mostFaults ? [`and ${faults.length - mostFaults} more`] : [];
  throw new Error(
    `${what} are not those of this model: ${[...faults.slice(0, mostFaults), ...more].join('; ')}`,
  );
}

/** As many as a message names. */
const mostFaults = 4;

function faultOf(path: string, { shape: expected, size }: tf.Tensor, arrays: NamedArrays): string[] {
  if (!Object.hasOwn(arrays, path)) return [`${path} is missing`];
  const { data, shape } = arrays[path]!;
  if (String(shape) === String(expected) && data.length === size) return [];
  return [`${path} has shape [${shape.join(', ')}] and not [${expected.join(', ')}]`];
}

function filled<T extends TensorTree>(tree: T, arrays: NamedArrays, path: string): T {
  if (tree instanceof tf.Tensor) return tf.tensor(arrays[path]!.data, tree.shape, 'float32') as T;
  const branches = Object.entries(tree as Record<string, TensorTree>).map(([name, branch]) => [
    name,
    filled(branch, arrays, path ? `${path}.${name}` : name),
  ]);
  return Object.fromEntries(branches) as T;
}
