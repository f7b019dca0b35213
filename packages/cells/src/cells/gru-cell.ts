import * as tf from '@tensorflow/tfjs-core';
import { chronoBias } from '../initializers.js';
import { gruSequence } from '../ops/gru-sequence.js';
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

export type GruParams = {
  readonly inputKernel: tf.Tensor2D; // [I, 3H], gates r z n
  readonly recurrentKernel: tf.Tensor2D; // [H, 3H]
  readonly bias?: tf.Tensor1D; // [3H]
  readonly recurrentBias?: tf.Tensor1D; // [3H], only with resetAfter
};
export type GruState = { readonly h: tf.Tensor2D };
type Gates = [r: tf.Tensor2D, z: tf.Tensor2D, n: tf.Tensor2D];

export interface GruOptions extends CellOptions {
  /** Whether the reset gate acts on h·R_n (the default, as in cuDNN and PyTorch) or on h (as published). */
  readonly resetAfter?: boolean;
  readonly biasInitializer?: GateBiasInitializer;
}
export interface GruCell extends Cell<GruParams, GruState> {
  readonly kind: 'gru';
  readonly resetAfter: boolean;
  readonly useBias: boolean;
}

/**
 * The gated recurrent unit (Cho et al. 2014):
 *
 *     r, z = σ(x_t K + b + h_{t−1} R + c)
 *     n = tanh(x_t K_n + b_n + r ∘ (h_{t−1} R_n + c_n))      with resetAfter
 *     n = tanh(x_t K_n + b_n + (r ∘ h_{t−1}) R_n)            without, and without c
 *     h_t = (1 − z) ∘ n + z ∘ h_{t−1}
 *
 * each gate with its own columns of K [I, 3H], R [H, 3H], b [3H] and c [3H], packed r z n;
 * 3(n·d + n² + n) numbers for d inputs and n units, and 3n more for c.
 *
 * @throws RangeError if a size is not a positive integer or an initializer is unknown
 * @example
 * const cell = gruCell({ inputSize: 10, hiddenSize: 64 });
 * const { outputs } = unroll(cell, cell.init(Math.random), tf.zeros([2, 20, 10]));
 * outputs.shape; // → [2, 20, 64]
 */
export function gruCell(options: GruOptions): GruCell {
  const filled = requireCellOptions('gruCell', options, ['resetAfter']);
  const { inputSize, hiddenSize, resetAfter = true, useBias, biasInitializer } = filled;
  if (!useBias && typeof biasInitializer === 'object') {
    throw new TypeError('gruCell: chrono sets a bias, which useBias: false leaves out');
  }
  return {
    kind: 'gru',
    inputSize,
    hiddenSize,
    resetAfter,
    useBias,
    init: (rng) => ({
      ...gateKernels(rng, gateCounts.gru, filled),
      ...(useBias && { bias: initialBias(rng, hiddenSize, biasInitializer) }),
      ...(useBias &&
        resetAfter && {
          recurrentBias: initialBias(rng, hiddenSize, biasInitializer === 'uniform' ? 'uniform' : 'zeros'),
        }),
    }),
    initialState: (batchSize) => ({ h: tf.zeros([batchSize, hiddenSize]) }),
    step(
      { inputKernel: K, recurrentKernel: R, bias: b = tf.scalar(0), recurrentBias: c = tf.scalar(0) },
      { h },
      x,
    ) {
      const [xr, xz, xn] = tf.split(tf.add(tf.matMul(x, K), b), 3, 1) as Gates;
      const [hr, hz, hn] = tf.split(tf.add(tf.matMul(h, R), c), 3, 1) as Gates;
      const r = sigmoid(tf.add(xr, hr)) as tf.Tensor2D;
      const z = sigmoid(tf.add(xz, hz)) as tf.Tensor2D;
      const Rn = tf.slice(R, [0, 2 * hiddenSize], [hiddenSize, hiddenSize]);
      const n = tanh(tf.add(xn, resetAfter ? tf.mul(r, hn) : tf.matMul(tf.mul(r, h), Rn))) as tf.Tensor2D;
      const next = tf.add(tf.mul(tf.sub(1, z), n), tf.mul(z, h)) as tf.Tensor2D;
      return [{ h: next }, next];
    },
    sequence(params, x, { initialState, mask, reverse = false }) {
      const initialHidden = initialState.h;
      const [outputs] = gruSequence(
        { ...params, x, initialHidden, ...(mask && { mask }) },
        { resetAfter, reverse },
      );
      return { outputs, finalState: { h: lastState(outputs, reverse) } };
    },
  };
}

function initialBias(rng: Rng, hiddenSize: number, initializer: GateBiasInitializer): tf.Tensor1D {
  return tf.tidy(() => {
    const gate = () => gateBias(rng, hiddenSize, initializer === 'uniform' ? 'uniform' : 'zeros');
    const z = typeof initializer === 'object' ? chronoBias(rng, hiddenSize, initializer.chrono) : undefined;
    return tf.concat1d([gate(), z ?? gate(), gate()]);
  });
}
