import * as tf from '@tensorflow/tfjs';
import type { Rng } from './types.js';

/** Uniform on [−limit, limit): with limit 1/√H, what PyTorch gives every recurrent weight and bias. */
export function uniform<R extends tf.Rank>(rng: Rng, shape: tf.ShapeMap[R], limit: number): tf.Tensor<R> {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => (2 * rng() - 1) * limit);
  return tf.tensor(values, shape);
}
