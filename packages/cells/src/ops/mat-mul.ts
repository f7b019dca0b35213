import * as tf from '@tensorflow/tfjs-core';

// tfjs's wasm backend multiplies ten times slower when a side is transposed within the product, so every
// product here transposes first. Elsewhere the copy costs little next to the product.

/** a · bᵀ */
export function matMulTransposed(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(a, tf.transpose(b));
}

/** aᵀ · b */
export function transposedMatMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(tf.transpose(a), b);
}
