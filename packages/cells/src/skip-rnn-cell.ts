import * as tf from '@tensorflow/tfjs';
import type { Activation } from '@unrolled/kernels/contract';
import { activationNames, activations } from './activations.js';
import {
  type BiasInitializer,
  type CellOptions,
  gateBias,
  gateKernels,
  requireCellOptions,
} from './gate-parameters.js';
import { initialize } from './initializers.js';
import { requireOneOf } from './require.js';
import type { Cell } from './types.js';

export type SkipRnnParams = {
  readonly inputKernel: tf.Tensor2D; // [I, H]
  readonly recurrentKernel: tf.Tensor2D; // [H, H]
  readonly skipKernel: tf.Tensor2D; // [H, H]
  readonly bias?: tf.Tensor1D; // [H]
};
/** Hidden states by age: h is h_{t−1}, h2 is h_{t−2}, and so on up to the skip. */
export type SkipRnnState = { readonly h: tf.Tensor2D; readonly [older: `h${number}`]: tf.Tensor2D };

export interface SkipRnnOptions extends CellOptions {
  readonly activation?: Activation;
  readonly biasInitializer?: BiasInitializer;
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
 * A recurrence with a second, longer connection: h_t = φ(W h_{t−1} + M h_{t−s} + U x_t + b), s = 2 unless
 * another skip is given. Gradients reach back over half as many factors, which is why they vanish later
 * (Lin et al. 1996). In row vectors U is inputKernel [I, H], W recurrentKernel and M skipKernel [H, H].
 *
 * @throws RangeError if a size is not a positive integer, or skip is not an integer of at least 2
 * @example
 * const cell = skipRnnCell({ inputSize: 10, hiddenSize: 128 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([64, 20, 10]));
 */
export function skipRnnCell(options: SkipRnnOptions): SkipRnnCell {
  requireCellOptions('skipRnnCell', options);
  const { inputSize, hiddenSize, activation = 'tanh', useBias = true, biasInitializer = 'zeros' } = options;
  const { skip = 2, recurrentInitializer = 'orthogonal' } = options;
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
      ...gateKernels(rng, 1, options),
      skipKernel: initialize(recurrentInitializer, rng, [hiddenSize, hiddenSize], hiddenSize),
      ...(useBias && { bias: gateBias(rng, hiddenSize, biasInitializer) }),
    }),
    initialState(batchSize) {
      const zeros = () => tf.zeros<tf.Rank.R2>([batchSize, hiddenSize]);
      return { h: zeros(), ...Object.fromEntries(olderNames.map((name) => [name, zeros()])) };
    },
    step({ inputKernel: U, recurrentKernel: W, skipKernel: M, bias = tf.scalar(0) }, state, x) {
      const oldest = state[`h${skip}`]!;
      const terms = [tf.matMul(x, U), tf.matMul(state.h, W), tf.matMul(oldest, M)];
      const next = φ(tf.add(tf.addN(terms), bias)) as tf.Tensor2D;
      // Everyone grows one step older.
      const younger = [state.h, ...olderNames.map((name) => state[name]!)];
      const older = Object.fromEntries(olderNames.map((name, index) => [name, younger[index]!]));
      return [{ h: next, ...older }, next];
    },
  };
}
