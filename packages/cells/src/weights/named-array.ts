import * as tf from '@tensorflow/tfjs-core';
import { requireShape } from '../shape-error.js';
import type { TensorTree } from '../types.js';

/** An array with its shape, row-major, independent of any backend. */
export interface NamedArray {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}
export type NamedArrays = Readonly<Record<string, NamedArray>>;

/** Parameters outside of tfjs. */
export type ArrayTree = NamedArray | { readonly [name: string]: ArrayTree };

/** How many numbers an array of this shape holds. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/**
 * @throws TypeError unless it is an array with its shape
 * @throws ShapeError unless the shape is the one expected, RangeError unless it holds as many numbers
 */
export function requireArray(
  where: string,
  name: string,
  shape: readonly number[],
  array: NamedArray,
): NamedArray {
  if (typeof array !== 'object' || array === null || !Array.isArray(array.shape))
    throw new TypeError(`${where}: ${name} must be an array with its shape`);
  requireShape(where, name, shape, array.shape);
  const { data } = array;
  const kinds = [Float32Array, Int32Array, Uint8Array];
  if (!kinds.some((kind) => data instanceof kind))
    throw new TypeError(`${where}: ${name} must be a Float32Array, Int32Array or Uint8Array`);
  if (data.length === sizeOf(shape)) return array;
  throw new RangeError(
    `${where}: ${name} of shape [${shape.join(', ')}] must hold ${sizeOf(shape)} numbers, received ${data.length}`,
  );
}

function isNamedArray(tree: ArrayTree): tree is NamedArray {
  return ArrayBuffer.isView(tree.data);
}

/** Arrays → tensors; the caller owns them. Where one of them fails, none is left behind. */
export function toTensors(tree: ArrayTree): TensorTree {
  if (isNamedArray(tree)) return tf.tensor(tree.data, [...tree.shape], 'float32');
  const branches = Object.entries(tree);
  return tf.tidy(() => Object.fromEntries(branches.map(([name, branch]) => [name, toTensors(branch)])));
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
