import * as tf from '@tensorflow/tfjs-core';
import { linear } from './linear.js';

/** x_t·K + b for every step: [batch, time, I] → [batch, time, N], with K [I, N] and b [N]. */
export function projectSteps(x: tf.Tensor3D, K: tf.Tensor2D, b?: tf.Tensor1D): tf.Tensor3D {
  const [batchSize, time, inputSize] = x.shape;
  const rows = linear(tf.reshape(x, [batchSize * time, inputSize]), K, b);
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
