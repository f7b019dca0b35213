import * as tf from '@tensorflow/tfjs-core';
import { softplus } from '../ops/twice-differentiable.js';
import {
  type GatedScanCell,
  type GatedScanOptions,
  type GatedScanParams,
  type GatedScanState,
  gatedScanCell,
} from './gated-scan.js';

/** inputKernel [I, 3H] and bias [3H], gates i f g. */
export type MinLstmParams = GatedScanParams;
export type MinLstmState = GatedScanState;
export type MinLstmOptions = GatedScanOptions;
export type MinLstmCell = GatedScanCell<'min-lstm'>;

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
  return gatedScanCell('minLstmCell', 'min-lstm', options, {
    count: 2,
    share: (i, f) => tf.sub(softplus(tf.neg(f!)), softplus(tf.neg(i!))), // ln σ(i) − ln σ(f)
    keeping: (bias) => [tf.neg(bias), bias], // f keeps the state, and i = 1 − f adds to it
  });
}
