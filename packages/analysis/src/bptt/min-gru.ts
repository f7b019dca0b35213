import { sigmoid } from '../activations.js';
import {
  type GatedScanForwardStep,
  type GatedScanParams,
  type GatedScanStep,
  type Gates,
  gatedScanBptt,
  gatedScanForward,
} from './gated-scan.js';
import type { Bptt, CellSize, Objective, Sequence } from './model.js';
import { pack, vector } from './products.js';
import type { ReadoutParams } from './readout.js';

/** inputKernel [I, 2H] and bias [2H], gates z n. */
export type MinGruCellParams = GatedScanParams;
export type MinGruParams = MinGruCellParams & ReadoutParams;

const gates: Gates = {
  count: 2,
  forward(a) {
    const H = a.length / 2;
    return { share: a.slice(0, H).map(sigmoid), candidate: a.slice(H) };
  },
  backward(a, δz, δn) {
    const z = a.slice(0, δz.length).map(sigmoid);
    return pack(
      vector(δz.length, (k) => δz[k]! * z[k]! * (1 - z[k]!)),
      δn,
    );
  },
};

/**
 * Runs the cell of {@link minGruBptt} over a sequence.
 *
 * @example
 * const zeros = { inputKernel: new Float64Array(2) };
 * const steps = minGruForward({ inputSize: 1, hiddenSize: 1 }, zeros, Float64Array.of(1, 1), Float64Array.of(2));
 * steps.map(({ h }) => h[0]); // → [1, 0.5]
 */
export function minGruForward(
  size: CellSize,
  params: MinGruCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): GatedScanForwardStep[] {
  return gatedScanForward('minGru', 'min-gru', size, params, inputs, initialHidden, gates);
}

/**
 * The gradient of minGRU (Feng et al. 2024) by backpropagation through time, in float64. Forward z_t = σ(x_t·K_z + b_z),
 * n_t = x_t·K_n + b_n, h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ n_t. From the last step back, with δs for ∂E/∂s,
 *
 *   δh_t = fromLoss_t + (1 − z_{t+1}) ∘ δh_{t+1},   δa_z = δh ∘ (n − h_{t−1}) ∘ z(1 − z),   δa_n = δh ∘ z,
 *   ∂E/∂K = Σ x_tᵀ·δa_t,  ∂E/∂b = Σ δa_t.
 *
 * @param params inputKernel K [I, 2H] and bias b [2H], gates packed z n, outputKernel [H, O], outputBias [O]; biases may be
 *   left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit the sizes, or a
 *   class does not exist
 * @example
 * // All weights zero: h_1 is half of h_0 = 2, and the loss (1 − 0)².
 * const zeros = { inputKernel: new Float64Array(2), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * minGruBptt(model, zeros, { inputs: Float64Array.of(1), targets: [0], initialHidden: Float64Array.of(2) }).loss; // → 1
 */
export function minGruBptt(
  model: CellSize & Objective,
  params: MinGruParams,
  sequence: Sequence,
): Bptt<MinGruParams, GatedScanStep> {
  const forward = minGruForward(model, params, sequence.inputs, sequence.initialHidden);
  return gatedScanBptt('minGru', model, params, sequence, forward, gates);
}
