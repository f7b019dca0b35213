import * as tf from '@tensorflow/tfjs-core';
import {
  type GatedScanCell,
  type GatedScanOptions,
  type GatedScanParams,
  type GatedScanState,
  gatedScanCell,
} from './gated-scan.js';

/** inputKernel [I, 2H] and bias [2H], gates z n. */
export type MinGruParams = GatedScanParams;
export type MinGruState = GatedScanState;
export type MinGruOptions = GatedScanOptions;
export type MinGruCell = GatedScanCell<'min-gru'>;

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
  return gatedScanCell('minGruCell', 'min-gru', options, {
    count: 1,
    share: (z) => z!,
    keeping: (bias) => [tf.neg(bias)], // 1 − z keeps the state
  });
}
