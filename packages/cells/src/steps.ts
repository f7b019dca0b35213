import * as tf from '@tensorflow/tfjs-core';

/** [batch, time, n] → [batch, n] at step t, counted from 0. */
export function stepOf(sequence: tf.Tensor3D, t: number): tf.Tensor2D {
  const [batchSize, , size] = sequence.shape;
  return tf.reshape(tf.slice(sequence, [0, t, 0], [batchSize, 1, size]), [batchSize, size]);
}

/** The state after the last step taken: [batch, time, hidden] → [batch, hidden]. */
export function lastState(states: tf.Tensor3D, reverse: boolean): tf.Tensor2D {
  return stepOf(states, reverse ? 0 : states.shape[1] - 1);
}
