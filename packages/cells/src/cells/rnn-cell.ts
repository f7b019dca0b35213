import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@unrolled/kernels/contract';
import { activationNames, activations } from '../activations.js';
import { rnnSequence } from '../ops/rnn-sequence.js';
import { requireOneOf } from '../require.js';
import { lastState } from '../steps.js';
import type { Cell } from '../types.js';
import {
  type BiasInitializer,
  type CellOptions,
  gateBias,
  gateCounts,
  gateKernels,
  requireCellOptions,
} from './gate-parameters.js';

export type RnnParams = {
  readonly inputKernel: tf.Tensor2D; // [I, H]
  readonly recurrentKernel: tf.Tensor2D; // [H, H]
  readonly bias?: tf.Tensor1D; // [H]
};
export type RnnState = { readonly h: tf.Tensor2D };

export interface RnnOptions extends CellOptions {
  readonly activation?: Activation;
  readonly biasInitializer?: BiasInitializer;
}
export interface RnnCell extends Cell<RnnParams, RnnState> {
  readonly kind: 'rnn';
  readonly activation: Activation;
  readonly useBias: boolean;
}

/**
 * The plain recurrence of Elman (1990): h_t = φ(x_t K + h_{t−1} R + b), φ = tanh unless another is named.
 * K [I, H] is the input kernel, R [H, H] the recurrent kernel, b [H] the bias; n·d + n² + n numbers for
 * d inputs and n units.
 *
 * @throws RangeError if a size is not a positive integer, or an activation or an initializer is unknown
 * @example
 * const cell = rnnCell({ inputSize: 10, hiddenSize: 64 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function rnnCell(options: RnnOptions): RnnCell {
  const filled = requireCellOptions('rnnCell', options, ['activation']);
  const { inputSize, hiddenSize, activation = 'tanh', useBias, biasInitializer } = filled;
  requireOneOf('rnnCell', 'activation', activationNames, activation);
  const φ = activations[activation].apply;
  return {
    kind: 'rnn',
    inputSize,
    hiddenSize,
    activation,
    useBias,
    init: (rng) => ({
      ...gateKernels(rng, gateCounts.rnn, filled),
      ...(useBias && { bias: gateBias(rng, hiddenSize, biasInitializer) }),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step({ inputKernel: K, recurrentKernel: R, bias = tf.scalar(0) }, { h }, x) {
      const next: tf.Tensor2D = φ(tf.add(tf.add(tf.matMul(x, K), tf.matMul(h, R)), bias));
      return [{ h: next }, next];
    },
    sequence(params, x, { initialState, mask, reverse = false }) {
      const initialHidden = initialState.h;
      const [outputs] = rnnSequence(
        { ...params, x, initialHidden, ...(mask && { mask }) },
        { activation, reverse },
      );
      return { outputs, finalState: { h: lastState(outputs, reverse) } };
    },
  };
}
