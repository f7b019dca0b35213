import * as tf from '@tensorflow/tfjs';
import { uniform } from './initializers.js';
import { requirePositiveInteger } from './require.js';
import type { Cell } from './types.js';

export type LstmParams = {
  readonly inputKernel: tf.Tensor2D; // [I, 4H], gates i f g o
  readonly recurrentKernel: tf.Tensor2D; // [H, 4H]
  readonly bias: tf.Tensor1D; // [4H]
};
export type LstmState = { readonly h: tf.Tensor2D; readonly c: tf.Tensor2D };

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 * i, f, o = σ(x K + h R + b), g = tanh(x K + h R + b), c_t = f ∘ c_{t−1} + i ∘ g, h_t = o ∘ tanh(c_t).
 *
 * @param options.forgetBias the forget gate's bias at the start (Jozefowicz et al. 2015 recommend 1)
 * @throws RangeError if a size is not a positive integer
 */
export function lstmCell({
  inputSize,
  hiddenSize,
  forgetBias = 1,
}: {
  inputSize: number;
  hiddenSize: number;
  forgetBias?: number;
}): Cell<LstmParams, LstmState> {
  requirePositiveInteger('lstmCell', 'inputSize', inputSize);
  requirePositiveInteger('lstmCell', 'hiddenSize', hiddenSize);
  const limit = 1 / Math.sqrt(hiddenSize);
  const zeros = () => tf.zeros<tf.Rank.R1>([hiddenSize]);
  return {
    kind: 'lstm',
    inputSize,
    hiddenSize,
    init: (rng) => ({
      inputKernel: uniform(rng, [inputSize, 4 * hiddenSize], limit),
      recurrentKernel: uniform(rng, [hiddenSize, 4 * hiddenSize], limit),
      bias: tf.tidy(() => tf.concat1d([zeros(), tf.fill([hiddenSize], forgetBias), zeros(), zeros()])),
    }),
    initialState: (batchSize) => ({
      h: tf.zeros([batchSize, hiddenSize]),
      c: tf.zeros([batchSize, hiddenSize]),
    }),
    step({ inputKernel, recurrentKernel, bias }, state, x) {
      const gates = tf.add(tf.add(tf.matMul(x, inputKernel), tf.matMul(state.h, recurrentKernel)), bias);
      const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const c = tf.add(tf.mul(tf.sigmoid(f), state.c), tf.mul(tf.sigmoid(i), tf.tanh(g))) as tf.Tensor2D;
      const h = tf.mul(tf.sigmoid(o), tf.tanh(c)) as tf.Tensor2D;
      return [{ h, c }, h];
    },
  };
}
