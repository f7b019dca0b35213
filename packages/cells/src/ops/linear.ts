import * as tf from '@tensorflow/tfjs-core';
import { matMulTransposed } from './mat-mul.js';
import { weightGradient } from './weight-gradient.js';

/**
 * x·V + b in one entry of the tape, with a gradient of products that tfjs's wasm backend computes fast (see
 * mat-mul.ts).
 */
export function linear(x: tf.Tensor2D, V: tf.Tensor2D, b?: tf.Tensor1D): tf.Tensor2D {
  return (b ? withBias(x, V, b) : withoutBias(x, V)) as tf.Tensor2D;
}

const withoutBias = tf.customGrad((x, V, save) => ({
  value: product(save, x, V),
  gradFunc: productGradients,
}));

const withBias = tf.customGrad((x, V, b, save) => ({
  value: product(save, x, V, b),
  gradFunc: (dy, saved) => [...productGradients(dy, saved), tf.sum(dy, 0)],
}));

type Argument = tf.Tensor | tf.GradSaveFunc;

function product(save: Argument, x: Argument, V: Argument, bias?: Argument): tf.Tensor {
  const [a, b] = [x as tf.Tensor2D, V as tf.Tensor2D];
  (save as tf.GradSaveFunc)([a, b]);
  return bias ? tf.fused.matMul({ a, b, bias: bias as tf.Tensor }) : tf.matMul(a, b);
}

function productGradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, V] = saved as [tf.Tensor2D, tf.Tensor2D];
  return [matMulTransposed(dy as tf.Tensor2D, V), weightGradient(x, dy as tf.Tensor2D)];
}
