import * as tf from '@tensorflow/tfjs';

/** The state after the last step taken: [batch, time, hidden] → [batch, hidden]. */
export function lastState(states: tf.Tensor3D, reverse: boolean): tf.Tensor2D {
  const [batchSize, time, hiddenSize] = states.shape;
  return tf.reshape(tf.slice(states, [0, reverse ? 0 : time - 1, 0], [batchSize, 1, hiddenSize]), [
    batchSize,
    hiddenSize,
  ]);
}
