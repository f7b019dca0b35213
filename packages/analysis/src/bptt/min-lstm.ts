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

/** inputKernel [I, 3H] and bias [3H], gates i f g. */
export type MinLstmCellParams = GatedScanParams;
export type MinLstmParams = MinLstmCellParams & ReadoutParams;

const gates: Gates = {
  count: 3,
  forward(a) {
    const H = a.length / 3;
    return { share: vector(H, (k) => shareOf(a[k]!, a[H + k]!)), candidate: a.slice(2 * H) };
  },
  backward(a, δshare, δg) {
    const H = δshare.length;
    const δu = vector(H, (k) => {
      const share = shareOf(a[k]!, a[H + k]!);
      return δshare[k]! * share * (1 - share);
    });
    return pack(
      vector(H, (k) => δu[k]! * sigmoid(-a[k]!)),
      vector(H, (k) => -δu[k]! * sigmoid(-a[H + k]!)),
      δg,
    );
  },
};

/** σ(a)/(σ(a) + σ(b)) = σ(ln σ(a) − ln σ(b)). */
const shareOf = (a: number, b: number) => sigmoid(logSigmoid(a) - logSigmoid(b));
const logSigmoid = (a: number) => Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a)));

/**
 * Runs the cell of {@link minLstmBptt} over a sequence.
 *
 * @example
 * const zeros = { inputKernel: new Float64Array(3) };
 * const steps = minLstmForward({ inputSize: 1, hiddenSize: 1 }, zeros, Float64Array.of(1, 1), Float64Array.of(2));
 * steps.map(({ h }) => h[0]); // → [1, 0.5]
 */
export function minLstmForward(
  size: CellSize,
  params: MinLstmCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): GatedScanForwardStep[] {
  return gatedScanForward('minLstm', 'min-lstm', size, params, inputs, initialHidden, gates);
}

/**
 * The gradient of minLSTM (Feng et al. 2024) by backpropagation through time, in float64. Forward i, f = σ(x_t·K + b),
 * g = x_t·K_g + b_g, s = i/(f + i), h_t = (1 − s) ∘ h_{t−1} + s ∘ g. From the last step back, with δv for ∂E/∂v,
 *
 *   δh_t = fromLoss_t + (1 − s_{t+1}) ∘ δh_{t+1},   δu = δh ∘ (g − h_{t−1}) ∘ s(1 − s),
 *   δa_i = δu ∘ (1 − i),   δa_f = −δu ∘ (1 − f),   δa_g = δh ∘ s,   ∂E/∂K = Σ x_tᵀ·δa_t,  ∂E/∂b = Σ δa_t.
 *
 * @param params inputKernel K [I, 3H] and bias b [3H], gates packed i f g, outputKernel [H, O], outputBias [O]; biases may
 *   be left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit the sizes, or a
 *   class does not exist
 * @example
 * // All weights zero: h_1 is half of h_0 = 2, and the loss (1 − 0)².
 * const zeros = { inputKernel: new Float64Array(3), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * minLstmBptt(model, zeros, { inputs: Float64Array.of(1), targets: [0], initialHidden: Float64Array.of(2) }).loss; // → 1
 */
export function minLstmBptt(
  model: CellSize & Objective,
  params: MinLstmParams,
  sequence: Sequence,
): Bptt<MinLstmParams, GatedScanStep> {
  const forward = minLstmForward(model, params, sequence.inputs, sequence.initialHidden);
  return gatedScanBptt('minLstm', model, params, sequence, forward, gates);
}
