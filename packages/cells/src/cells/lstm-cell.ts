import * as tf from '@tensorflow/tfjs-core';
import { chronoBias } from '../initializers.js';
import { lstmSequence } from '../ops/lstm-sequence.js';
import { sigmoid, tanh } from '../ops/twice-differentiable.js';
import { lastState } from '../steps.js';
import type { Cell, Rng } from '../types.js';
import {
  type CellOptions,
  type GateBiasInitializer,
  gateBias,
  gateCounts,
  gateKernels,
  requireCellOptions,
} from './gate-parameters.js';

export type LstmParams = {
  readonly inputKernel: tf.Tensor2D; // [I, 4H], gates i f g o
  readonly recurrentKernel: tf.Tensor2D; // [H, 4H]
  readonly bias?: tf.Tensor1D; // [4H]
};
export type LstmState = { readonly h: tf.Tensor2D; readonly c: tf.Tensor2D };

export interface LstmOptions extends CellOptions {
  readonly biasInitializer?: GateBiasInitializer;
  /** Added to the forget gate's bias at the start, 1 by default (Jozefowicz et al. 2015); not with chrono. */
  readonly forgetBias?: number;
}
export interface LstmCell extends Cell<LstmParams, LstmState> {
  readonly kind: 'lstm';
  readonly useBias: boolean;
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 *     i, f, o = σ(x_t K + h_{t−1} R + b)      g = tanh(x_t K + h_{t−1} R + b)
 *     c_t = f ∘ c_{t−1} + i ∘ g               h_t = o ∘ tanh(c_t)
 *
 * each gate with its own columns of K [I, 4H], R [H, 4H] and b [4H], packed i f g o; 4(n·d + n² + n)
 * numbers for d inputs and n units.
 *
 * @throws RangeError if a size is not a positive integer or an initializer is unknown
 * @throws TypeError if a forget bias is given without a bias or together with chrono
 * @example
 * const cell = lstmCell({ inputSize: 10, hiddenSize: 64, biasInitializer: { chrono: 200 } });
 * const { outputs, finalState } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 * finalState.c.shape; // → [2, 64]
 */
export function lstmCell(options: LstmOptions): LstmCell {
  const filled = requireCellOptions('lstmCell', options, ['forgetBias']);
  const { inputSize, hiddenSize, useBias, biasInitializer, forgetBias } = filled;
  if (forgetBias !== undefined && (!useBias || typeof biasInitializer === 'object')) {
    throw new TypeError(`lstmCell: forgetBias needs a bias that chrono does not set, received ${forgetBias}`);
  }
  return {
    kind: 'lstm',
    inputSize,
    hiddenSize,
    useBias,
    init: (rng) => ({
      ...gateKernels(rng, gateCounts.lstm, filled),
      ...(useBias && { bias: initialBias(rng, hiddenSize, biasInitializer, forgetBias ?? 1) }),
    }),
    initialState: (batchSize) => ({
      h: tf.zeros([batchSize, hiddenSize]),
      c: tf.zeros([batchSize, hiddenSize]),
    }),
    step({ inputKernel: K, recurrentKernel: R, bias = tf.scalar(0) }, { h, c }, x) {
      const a = tf.add(tf.add(tf.matMul(x, K), tf.matMul(h, R)), bias);
      const [i, f, g, o] = tf.split(a, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const nextC: tf.Tensor2D = tf.add(tf.mul(sigmoid(f), c), tf.mul(sigmoid(i), tanh(g)));
      const nextH: tf.Tensor2D = tf.mul(sigmoid(o), tanh(nextC));
      return [{ h: nextH, c: nextC }, nextH];
    },
    sequence(params, x, { initialState, mask, reverse = false }) {
      const { h: initialHidden, c: initialCell } = initialState;
      const [outputs, cells] = lstmSequence(
        { ...params, x, initialHidden, initialCell, ...(mask && { mask }) },
        { reverse },
      );
      return { outputs, finalState: { h: lastState(outputs, reverse), c: lastState(cells!, reverse) } };
    },
  };
}

function initialBias(
  rng: Rng,
  hiddenSize: number,
  initializer: GateBiasInitializer,
  forgetBias: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    if (typeof initializer === 'object') {
      const zeros = tf.zeros<tf.Rank.R1>([hiddenSize]);
      const keep = chronoBias(rng, hiddenSize, initializer.chrono);
      return tf.concat1d([tf.neg(keep), keep, zeros, zeros]);
    }
    const [i, f, g, o] = [0, 1, 2, 3].map(() => gateBias(rng, hiddenSize, initializer));
    const raised: tf.Tensor1D = tf.add(f!, forgetBias);
    return tf.concat1d([i!, raised, g!, o!]);
  });
}
