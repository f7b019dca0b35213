import * as tf from '@tensorflow/tfjs-core';
import { matMulTransposed } from './mat-mul.js';
import { weightGradient } from './weight-gradient.js';

/** x_t·K + b for every step: [batch, time, I] → [batch, time, N], with K [I, N] and b [N]. */
export function projectSteps(x: tf.Tensor3D, K: tf.Tensor2D, b?: tf.Tensor1D): tf.Tensor3D {
  const [batchSize, time, inputSize] = x.shape;
  const all = tf.reshape<tf.Rank.R2>(x, [batchSize * time, inputSize]);
  const rows = b ? withBias(all, K, b) : withoutBias(all, K);
  return tf.reshape(rows, [batchSize, time, K.shape[1]]);
}

/** The same for each of several gates, whose columns lie side by side. Weights are taken apart, not the long results. */
export function projectGates(
  x: tf.Tensor3D,
  K: tf.Tensor2D,
  b: tf.Tensor1D | undefined,
  gates: number,
): tf.Tensor3D[] {
  const kernels = tf.split(K, gates, 1) as tf.Tensor2D[];
  const biases = b && (tf.split(b, gates) as tf.Tensor1D[]);
  return kernels.map((kernel, gate) => projectSteps(x, kernel, biases?.[gate]));
}

type Argument = tf.Tensor | tf.GradSaveFunc;

const withoutBias = tf.customGrad((x, K, save) => ({
  value: product(x, K, save),
  gradFunc(dy, saved) {
    const [x, K] = saved as [tf.Tensor2D, tf.Tensor2D];
    return [matMulTransposed(dy as tf.Tensor2D, K), weightGradient(x, dy as tf.Tensor2D)];
  },
}));

/** The bias is one more row of weights, for an input of 1: its gradient comes from the same product. */
const withBias = tf.customGrad((x, K, b, save) => ({
  value: tf.add(product(x, K, save), b as tf.Tensor),
  gradFunc(dy, saved) {
    const [x, K] = saved as [tf.Tensor2D, tf.Tensor2D];
    const withOne = tf.pad(
      x,
      [
        [0, 0],
        [0, 1],
      ],
      1,
    );
    const [dK, db] = tf.split(weightGradient(withOne, dy as tf.Tensor2D), [x.shape[1], 1]);
    return [matMulTransposed(dy as tf.Tensor2D, K), dK!, tf.squeeze(db!, [0])];
  },
}));

function product(x: Argument, K: Argument, save: Argument): tf.Tensor {
  (save as tf.GradSaveFunc)([x as tf.Tensor, K as tf.Tensor]);
  return tf.matMul(x as tf.Tensor2D, K as tf.Tensor2D);
}
