import * as tf from '@tensorflow/tfjs';
import type { TensorTree } from '../types.js';

/** An array with its shape, row-major, independent of any backend. */
export interface NamedArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}
export type NamedArrays = Readonly<Record<string, NamedArray>>;

/** Parameters outside of tfjs. */
export type ArrayTree = NamedArray | { readonly [name: string]: ArrayTree };

function isNamedArray(tree: ArrayTree): tree is NamedArray {
  return ArrayBuffer.isView(tree.data);
}

/** Arrays → tensors; the caller owns them. */
export function toTensors(tree: ArrayTree): TensorTree {
  if (isNamedArray(tree)) return tf.tensor(tree.data, [...tree.shape], 'float32');
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, toTensors(branch)]));
}

/** Tensors → arrays. */
export async function toArrays(tree: TensorTree): Promise<ArrayTree> {
  if (tree instanceof tf.Tensor) return { data: Float32Array.from(await tree.data()), shape: tree.shape };
  const branches = Object.entries(tree as Record<string, TensorTree>);
  return Object.fromEntries(
    await Promise.all(branches.map(async ([name, branch]) => [name, await toArrays(branch)] as const)),
  );
}

/** [rows, columns] → [columns, rows] */
export function transposed({ data, shape }: NamedArray): NamedArray {
  const [rows, columns] = shape as [number, number];
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = data[row * columns + column]!;
  }
  return { data: turned, shape: [columns, rows] };
}

/** The last axis, cut into equal gates, in another order: gate k of the result was gate order[k]. */
export function reorderGates({ data, shape }: NamedArray, order: readonly number[]): NamedArray {
  const width = shape.at(-1)!;
  const units = width / order.length;
  const reordered = Float32Array.from(data, (_, index) => {
    const column = index % width;
    const gate = Math.floor(column / units);
    return data[index - column + order[gate]! * units + (column % units)]!;
  });
  return { data: reordered, shape };
}
