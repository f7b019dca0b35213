import * as tf from '@tensorflow/tfjs';
import { matMulTransposed, transposedMatMul } from './mat-mul.js';

/** x·V as tf.matMul, with a gradient of products that tfjs's wasm backend computes fast (see mat-mul.ts). */
export const linear = tf.customGrad((x, V, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor, V as tf.Tensor]);
  return {
    value: tf.matMul(x as tf.Tensor2D, V as tf.Tensor2D),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, V] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [matMulTransposed(dy as tf.Tensor2D, V), transposedMatMul(x, dy as tf.Tensor2D)];
    },
  };
}) as (x: tf.Tensor, V: tf.Tensor) => tf.Tensor2D;
