import * as tf from '@tensorflow/tfjs-core';
import { bringKernels } from '@unrolled/kernels';

// tfjs's wasm backend multiplies ten times slower when a side is transposed within the product, so every
// product here transposes first. Elsewhere the copy costs little next to the product, but on a GPU, where a call does.

function transposesWithin(): boolean {
  bringKernels(); // webgpu's own product with a transposed side is wrong where it is long
  return tf.getBackend() === 'webgpu';
}

/** a · bᵀ */
export function matMulTransposed(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposesWithin() ? tf.matMul(a, b, false, true) : tf.matMul(a, tf.transpose(b));
}

/** aᵀ · b */
export function transposedMatMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return transposesWithin() ? tf.matMul(a, b, true, false) : tf.matMul(tf.transpose(a), b);
}
