import * as tf from '@tensorflow/tfjs-core';
import { matMulTransposed, transposedMatMul } from './mat-mul.js';

/**
 * x·V + b in one entry of the tape, with a gradient of products that tfjs's wasm backend computes fast (see
 * mat-mul.ts).
 */
export function linear(x: tf.Tensor2D, V: tf.Tensor2D, b?: tf.Tensor1D): tf.Tensor2D {
  return (b ? withBias(x, V, b) : withoutBias(x, V)) as tf.Tensor2D;
}

const withoutBias = tf.customGrad((x, V, save) => ({
  value: product(x, V, save),
  gradFunc: productGradients,
}));

const withBias = tf.customGrad((x, V, b, save) => ({
  value: tf.add(product(x, V, save), b as tf.Tensor),
  gradFunc: (dy, saved) => [...productGradients(dy, saved), tf.sum(dy, 0)],
}));

type Argument = tf.Tensor | tf.GradSaveFunc;

function product(x: Argument, V: Argument, save: Argument): tf.Tensor {
  (save as tf.GradSaveFunc)([x as tf.Tensor, V as tf.Tensor]);
  return tf.matMul(x as tf.Tensor2D, V as tf.Tensor2D);
}

function productGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, V] = saved as [tf.Tensor2D, tf.Tensor2D];
  return [matMulTransposed(dy as tf.Tensor2D, V), transposedMatMul(x, dy as tf.Tensor2D)];
}
