import * as tf from '@tensorflow/tfjs-core';
import { chronoBias } from '../initializers.js';
import { gatedScan } from '../ops/gated-scan.js';
import { projectGates } from '../ops/project-steps.js';
import { sigmoid, softplus } from '../ops/twice-differentiable.js';
import { lastState } from '../steps.js';
import type { Cell, Rng } from '../types.js';
import {
  type GateBiasInitializer,
  gateBias,
  gateKernel,
  requireScanOptions,
  type ScanOptions,
} from './gate-parameters.js';

export type MinLstmParams = {
  readonly inputKernel: tf.Tensor2D; // [I, 3H], gates i f g
  readonly bias?: tf.Tensor1D; // [3H]
};
export type MinLstmState = { readonly h: tf.Tensor2D };

export interface MinLstmOptions extends ScanOptions {
  readonly biasInitializer?: GateBiasInitializer;
}
export interface MinLstmCell extends Cell<MinLstmParams, MinLstmState> {
  readonly kind: 'min-lstm';
  readonly useBias: boolean;
}

/**
 * The LSTM whose gates see the input alone and whose state is its output (Feng et al. 2024, "Were RNNs All We Needed?"):
 *
 *     i, f = σ(x_t K + b)         g = x_t K + b
 *     h_t = f/(f + i) ∘ h_{t−1} + i/(f + i) ∘ g
 *
 * each gate with its own columns of K [I, 3H] and b [3H], packed i f g; 3(n·d + n) numbers for d inputs and n units. Since
 * the two gates share out 1, no length of a sequence changes the scale of h. All steps of a sequence are one scan.
 *
 * i/(f + i) is computed as σ(ln i − ln f), with ln σ(a) = −ln(1 + e^−a), so that two closed gates do not divide 0 by 0.
 *
 * @throws RangeError if a size is not a positive integer or an initializer is unknown
 * @throws TypeError if there is another option, or chrono without a bias
 * @example
 * const cell = minLstmCell({ inputSize: 10, hiddenSize: 64, biasInitializer: { chrono: 200 } });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function minLstmCell(options: MinLstmOptions): MinLstmCell {
  requireScanOptions('minLstmCell', options);
  const {
    inputSize,
    hiddenSize,
    useBias = true,
    initializer = 'glorot',
    biasInitializer = 'zeros',
  } = options;
  if (!useBias && typeof biasInitializer === 'object') {
    throw new TypeError('minLstmCell: chrono sets a bias, which useBias: false leaves out');
  }
  return {
    kind: 'min-lstm',
    inputSize,
    hiddenSize,
    useBias,
    init: (rng) => ({
      inputKernel: gateKernel(initializer, rng, 3, inputSize, hiddenSize),
      ...(useBias && { bias: initialBias(rng, hiddenSize, biasInitializer) }),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step({ inputKernel: K, bias: b = tf.scalar(0) }, { h }, x) {
      const [i, f, g] = tf.split(tf.add(tf.matMul(x, K), b), 3, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const share = sigmoid(inputShare(i, f));
      const next: tf.Tensor2D = tf.add(tf.mul(tf.sub(1, share), h), tf.mul(share, g));
      return [{ h: next }, next];
    },
    sequence({ inputKernel: K, bias: b }, x, { initialState, mask, reverse = false }) {
      const [i, f, candidate] = projectGates(x, K, b, 3) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const gate = inputShare(i, f);
      const initialHidden = initialState.h;
      const [outputs] = gatedScan({ x: candidate, gate, initialHidden, ...(mask && { mask }) }, { reverse });
      return { outputs, finalState: { h: lastState(outputs, reverse) } };
    },
  };
}

/** ln σ(i) − ln σ(f), of which i/(f + i) is σ. */
function inputShare<T extends tf.Tensor>(i: T, f: T): T {
  return tf.sub(softplus(tf.neg(f)), softplus(tf.neg(i)));
}

/** With chrono f keeps the state, and i = 1 − f adds to it. */
function initialBias(rng: Rng, hiddenSize: number, initializer: GateBiasInitializer): tf.Tensor1D {
  return tf.tidy(() => {
    if (typeof initializer === 'object') {
      const keep = chronoBias(rng, hiddenSize, initializer.chrono);
      return tf.concat1d([tf.neg(keep), keep, tf.zeros<tf.Rank.R1>([hiddenSize])]);
    }
    return tf.concat1d(Array.from({ length: 3 }, () => gateBias(rng, hiddenSize, initializer)));
  });
}
