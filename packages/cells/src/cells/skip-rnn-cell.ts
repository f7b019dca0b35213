import * as tf from '@tensorflow/tfjs-core';
import type { Activation } from '@unrolled/kernels/contract';
import { activationNames, activations } from '../activations.js';
import { initialize } from '../initializers.js';
import { requireOneOf } from '../require.js';
import type { Cell } from '../types.js';
import { gateBias, gateKernels, requireCellOptions } from './gate-parameters.js';
import type { RnnOptions, RnnParams } from './rnn-cell.js';

export type SkipRnnParams = RnnParams & { readonly skipKernel: tf.Tensor2D }; // [H, H]
/** Hidden states by age: h is h_{t−1}, h2 is h_{t−2}, and so on up to the skip. */
export type SkipRnnState = { readonly h: tf.Tensor2D; readonly [older: `h${number}`]: tf.Tensor2D };

export interface SkipRnnOptions extends RnnOptions {
  /** How many steps back the second connection reaches; 2 unless given. */
  readonly skip?: number;
}
export interface SkipRnnCell extends Cell<SkipRnnParams, SkipRnnState> {
  readonly kind: 'skip-rnn';
  readonly activation: Activation;
  readonly skip: number;
  readonly useBias: boolean;
}

/**
 * A recurrence with a second, longer connection: h_t = φ(x_t K + h_{t−1} R + h_{t−s} M + b), s = 2 unless
 * another skip is given. Gradients reach back over half as many factors, which is why they vanish later (Lin
 * et al. 1996). K [I, H] is the input kernel, R and M [H, H] are the recurrent and the skip kernel.
 *
 * @throws RangeError if a size is not a positive integer, or skip is not an integer of at least 2
 * @example
 * const cell = skipRnnCell({ inputSize: 10, hiddenSize: 64, skip: 3 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function skipRnnCell(options: SkipRnnOptions): SkipRnnCell {
  const filled = requireCellOptions('skipRnnCell', options, ['activation', 'skip']);
  const { inputSize, hiddenSize, useBias, recurrentInitializer, biasInitializer } = filled;
  const { activation = 'tanh', skip = 2 } = options;
  requireOneOf('skipRnnCell', 'activation', activationNames, activation);
  if (!Number.isSafeInteger(skip) || skip < 2) {
    throw new RangeError(`skipRnnCell: skip must be an integer of at least 2, received ${skip}`);
  }
  const φ = activations[activation].apply;
  const olderNames = Array.from({ length: skip - 1 }, (_, index) => `h${index + 2}` as const);
  return {
    kind: 'skip-rnn',
    inputSize,
    hiddenSize,
    activation,
    skip,
    useBias,
    init: (rng) => ({
      ...gateKernels(rng, 1, filled),
      skipKernel: initialize(recurrentInitializer, rng, [hiddenSize, hiddenSize], hiddenSize),
      ...(useBias && { bias: gateBias(rng, hiddenSize, biasInitializer) }),
    }),
    initialState(batchSize) {
      const zeros = () => tf.zeros<tf.Rank.R2>([batchSize, hiddenSize]);
      return { h: zeros(), ...Object.fromEntries(olderNames.map((name) => [name, zeros()])) };
    },
    step({ inputKernel: K, recurrentKernel: R, skipKernel: M, bias = tf.scalar(0) }, state, x) {
      const oldest = state[`h${skip}`]!;
      const terms = [tf.matMul(x, K), tf.matMul(state.h, R), tf.matMul(oldest, M)];
      const next = φ(tf.add(tf.addN(terms), bias)) as tf.Tensor2D;
      // Every state grows one step older.
      const younger = [state.h, ...olderNames.map((name) => state[name]!)];
      const older = Object.fromEntries(olderNames.map((name, index) => [name, younger[index]!]));
      return [{ h: next, ...older }, next];
    },
  };
}
