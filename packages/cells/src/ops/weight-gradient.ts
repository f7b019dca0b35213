import * as tf from '@tensorflow/tfjs-core';
import { transposedProduct } from '@unrolled/kernels/contract';
import { matMulTransposed, transposedMatMul } from './mat-mul.js';

/** xᵀ·δ of x [N, I] and δ [N, G], [I, G], by the kernel of the current backend where it has one. */
export function weightGradient(x: tf.Tensor2D, δ: tf.Tensor2D): tf.Tensor2D {
  if (!tf.getKernel(transposedProduct, tf.getBackend())) return transposedMatMul(x, δ);
  return byKernel(x, δ) as tf.Tensor2D;
}

const byKernel = tf.customGrad((a, b, save) => {
  (save as tf.GradSaveFunc)([a as tf.Tensor, b as tf.Tensor]);
  const inputs = { a, b } as unknown as tf.NamedTensorMap;
  return {
    value: tf.engine().runKernel<tf.Tensor[]>(transposedProduct, inputs)[0]!,
    gradFunc: (dy, saved) => {
      const [x, δ] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [matMulTransposed(δ, dy as tf.Tensor2D), tf.matMul(x, dy as tf.Tensor2D)];
    },
  };
});
