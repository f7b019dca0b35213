import * as tf from '@tensorflow/tfjs-core';
import { chronoBias } from '../initializers.js';
import { gatedScan } from '../ops/gated-scan.js';
import { projectGates } from '../ops/project-steps.js';
import { sigmoid } from '../ops/twice-differentiable.js';
import { lastState } from '../steps.js';
import type { Cell, Rng } from '../types.js';
import {
  type GateBiasInitializer,
  gateBias,
  gateKernel,
  requireScanOptions,
  type ScanOptions,
} from './gate-parameters.js';

export type MinGruParams = {
  readonly inputKernel: tf.Tensor2D; // [I, 2H], gates z n
  readonly bias?: tf.Tensor1D; // [2H]
};
export type MinGruState = { readonly h: tf.Tensor2D };

export interface MinGruOptions extends ScanOptions {
  readonly biasInitializer?: GateBiasInitializer;
}
export interface MinGruCell extends Cell<MinGruParams, MinGruState> {
  readonly kind: 'min-gru';
  readonly useBias: boolean;
}

/**
 * The GRU whose gates see the input alone (Feng et al. 2024, "Were RNNs All We Needed?"):
 *
 *     z_t = σ(x_t K_z + b_z)      n_t = x_t K_n + b_n
 *     h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ n_t
 *
 * each gate with its own columns of K [I, 2H] and b [2H], packed z n; 2(n·d + n) numbers for d inputs and n units. No gate
 * waits for a state, so that all steps of a sequence are one scan. What one layer cannot tell of its own state a second one
 * can, which reads it.
 *
 * @throws RangeError if a size is not a positive integer or an initializer is unknown
 * @throws TypeError if there is another option, or chrono without a bias
 * @example
 * const cell = minGruCell({ inputSize: 10, hiddenSize: 64 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function minGruCell(options: MinGruOptions): MinGruCell {
  requireScanOptions('minGruCell', options);
  const {
    inputSize,
    hiddenSize,
    useBias = true,
    initializer = 'glorot',
    biasInitializer = 'zeros',
  } = options;
  if (!useBias && typeof biasInitializer === 'object') {
    throw new TypeError('minGruCell: chrono sets a bias, which useBias: false leaves out');
  }
  return {
    kind: 'min-gru',
    inputSize,
    hiddenSize,
    useBias,
    init: (rng) => ({
      inputKernel: gateKernel(initializer, rng, 2, inputSize, hiddenSize),
      ...(useBias && { bias: initialBias(rng, hiddenSize, biasInitializer) }),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step({ inputKernel: K, bias: b = tf.scalar(0) }, { h }, x) {
      const [a, n] = tf.split(tf.add(tf.matMul(x, K), b), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      const z = sigmoid(a);
      const next: tf.Tensor2D = tf.add(tf.mul(tf.sub(1, z), h), tf.mul(z, n));
      return [{ h: next }, next];
    },
    sequence({ inputKernel: K, bias: b }, x, { initialState, mask, reverse = false }) {
      const [gate, candidate] = projectGates(x, K, b, 2) as [tf.Tensor3D, tf.Tensor3D];
      const initialHidden = initialState.h;
      const [outputs] = gatedScan({ x: candidate, gate, initialHidden, ...(mask && { mask }) }, { reverse });
      return { outputs, finalState: { h: lastState(outputs, reverse) } };
    },
  };
}

/** With chrono 1 − z keeps the state, so that z has the bias −ln u. */
function initialBias(rng: Rng, hiddenSize: number, initializer: GateBiasInitializer): tf.Tensor1D {
  return tf.tidy(() => {
    if (typeof initializer === 'object') {
      const keep = chronoBias(rng, hiddenSize, initializer.chrono);
      return tf.concat1d([tf.neg(keep), tf.zeros<tf.Rank.R1>([hiddenSize])]);
    }
    return tf.concat1d([gateBias(rng, hiddenSize, initializer), gateBias(rng, hiddenSize, initializer)]);
  });
}
