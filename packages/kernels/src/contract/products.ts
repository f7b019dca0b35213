import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { requireFloat32 } from './require-inputs.js';
import { requireShape } from './shape-error.js';

// aᵀ·b of a [N, I] and b [N, G], [I, G]: the gradient of a linear map's weights by all N rows that go through it, steps of a
// sequence for instance. N is large and I may be 1, for which TensorFlow.js's own product is slow.

export const transposedProduct = 'TransposedProduct';

/**
 * @throws ShapeError unless both are matrices of as many rows
 * @throws TypeError when one is missing or not float32
 * @example
 * const { a, b } = requireSides({ a: tf.zeros([64, 3]), b: tf.zeros([64, 5]) });
 * [a.shape, b.shape]; // → [[64, 3], [64, 5]]
 */
export function requireSides({ a, b }: NamedTensorInfoMap): {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
} {
  requireFloat32(transposedProduct, 'a', a);
  requireFloat32(transposedProduct, 'b', b);
  requireShape(transposedProduct, 'a', ['rows', 'inputs'], a!.shape);
  requireShape(transposedProduct, 'b', [a!.shape[0]!, 'outputs'], b!.shape);
  return { a: a!, b: b! };
}
