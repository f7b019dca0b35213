import * as tf from '@tensorflow/tfjs';
import { uniform } from './initializers.js';
import { requirePositiveInteger } from './require.js';
import type { Cell } from './types.js';

export type RnnParams = {
  readonly inputKernel: tf.Tensor2D; // [I, H]
  readonly recurrentKernel: tf.Tensor2D; // [H, H]
  readonly bias: tf.Tensor1D; // [H]
};
export type RnnState = { readonly h: tf.Tensor2D };

/**
 * The plain recurrence of Elman (1990): h_t = tanh(x_t K + h_{t−1} R + b).
 *
 * @throws RangeError if a size is not a positive integer
 */
export function rnnCell({
  inputSize,
  hiddenSize,
}: {
  inputSize: number;
  hiddenSize: number;
}): Cell<RnnParams, RnnState> {
  requirePositiveInteger('rnnCell', 'inputSize', inputSize);
  requirePositiveInteger('rnnCell', 'hiddenSize', hiddenSize);
  const limit = 1 / Math.sqrt(hiddenSize);
  return {
    kind: 'rnn',
    inputSize,
    hiddenSize,
    init: (rng) => ({
      inputKernel: uniform(rng, [inputSize, hiddenSize], limit),
      recurrentKernel: uniform(rng, [hiddenSize, hiddenSize], limit),
      bias: uniform(rng, [hiddenSize], limit),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step({ inputKernel, recurrentKernel, bias }, { h }, x) {
      const next = tf.tanh(
        tf.add(tf.add(tf.matMul(x, inputKernel), tf.matMul(h, recurrentKernel)), bias),
      ) as tf.Tensor2D;
      return [{ h: next }, next];
    },
  };
}
