import { sigmoid } from '../activations.js';
import { type BackwardStep, backpropagate } from './backpropagate.js';
import { type Bptt, type CellSize, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { addOuterProduct, addProductTransposed, addTo, affine, pack, vector } from './products.js';
import type { ReadoutParams } from './readout.js';

export interface GruSize extends CellSize {
  /** Whether the reset gate scales h·R_n + c_n (true, the default, as in cuDNN and PyTorch) or h (as published). */
  readonly resetAfter?: boolean;
}

export type GruCellParams = {
  readonly inputKernel: Float64Array; // [I, 3H], gates r z n
  readonly recurrentKernel: Float64Array; // [H, 3H]
  readonly bias?: Float64Array; // [3H], b
  readonly recurrentBias?: Float64Array; // [3H], c, scaled by the reset gate; only with resetAfter
};
export type GruParams = GruCellParams & ReadoutParams;

/** h and the gates at one step, or the gradients with respect to them; each [hiddenSize]. */
export interface GruValues {
  readonly h: Float64Array;
  readonly r: Float64Array;
  readonly z: Float64Array;
  readonly n: Float64Array;
}

/** What one step computed; `u` = h_{t−1}·R + c, packed r z n. */
export interface GruForwardStep extends GruValues {
  readonly x: Float64Array;
  readonly previous: Float64Array;
  readonly u: Float64Array;
}

/** One step of the backward pass; fromNext.h includes the path z_{t+1} ∘ ∂E/∂h_{t+1}. */
export interface GruStep extends BackwardStep<GruValues, { readonly h: Float64Array }> {
  /** ∂E/∂a_t, the gates before their non-linearity, packed r z n. [3·hiddenSize] */
  readonly preactivationGradient: Float64Array;
}

/**
 * Runs the GRU of {@link gruBptt} over a sequence.
 *
 * @example
 * const zeros = { inputKernel: new Float64Array(3), recurrentKernel: new Float64Array(3) };
 * const steps = gruForward({ inputSize: 1, hiddenSize: 1 }, zeros, Float64Array.of(1, 1), Float64Array.of(2));
 * steps.map(({ h }) => h[0]); // → [1, 0.5]
 */
export function gruForward(
  size: GruSize,
  params: GruCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): GruForwardStep[] {
  const { hiddenSize: H, resetAfter = true } = size;
  const { inputKernel: K, recurrentKernel: R, bias: b, recurrentBias: c } = params;
  const rows = rowsOf('gru', 'gru', size, params, inputs);
  if (c && !resetAfter)
    throw new TypeError('gru: recurrentBias must be left out unless resetAfter, received one');
  let hidden = initialState('gru', 'initialHidden', H, initialHidden);
  return rows.map((x) => {
    const previous = hidden;
    const a = affine(3 * H, b, [x, K]);
    const u = affine(3 * H, c, [previous, R]);
    const r = vector(H, (k) => sigmoid(a[k]! + u[k]!));
    const z = vector(H, (k) => sigmoid(a[H + k]! + u[H + k]!));
    const v = vector(H, (k) => r[k]! * previous[k]!);
    const candidate = resetAfter
      ? vector(H, (k) => r[k]! * u[2 * H + k]!)
      : affine(3 * H, undefined, [v, R]).subarray(2 * H);
    const n = vector(H, (k) => Math.tanh(a[2 * H + k]! + candidate[k]!));
    const h = vector(H, (k) => (1 - z[k]!) * n[k]! + z[k]! * previous[k]!);
    hidden = h;
    return { x, previous, u, r, z, n, h };
  });
}

/**
 * The gradient of a GRU (Cho et al. 2014) by backpropagation through time, in float64. Forward, with
 * a_t = x_t·K + b and u_t = h_{t−1}·R + c split into the gates, r, z = σ(a + u), n_t = tanh(a_n + r ∘ u_n)
 * with resetAfter and tanh(a_n + (r ∘ h_{t−1})·R_n) without, h_t = (1 − z_t) ∘ n_t + z_t ∘ h_{t−1}. From the
 * last step back, with δs for ∂E/∂s,
 *
 *   δz = δh ∘ (h_{t−1} − n),  δn = δh ∘ (1 − z),  δa_z = δz ∘ z(1 − z),  δa_n = δn ∘ (1 − n²),
 *   resetAfter:  δr = δa_n ∘ u_n,       δu = (δa_r, δa_z, r ∘ δa_n),  ∂E/∂R = Σ h_{t−1}ᵀ·δu,
 *                δh_{t−1} = z ∘ δh + δu·Rᵀ,
 *   otherwise, v = r ∘ h_{t−1}:  δv = δa_n·R_nᵀ,  δr = δv ∘ h_{t−1},  ∂E/∂R_n = Σ vᵀ·δa_n,
 *                δh_{t−1} = z ∘ δh + r ∘ δv + (δa_r, δa_z)·(R_r, R_z)ᵀ,
 *   ∂E/∂K = Σ x_tᵀ·δa_t,  ∂E/∂b = Σ δa_t,  ∂E/∂c = Σ δu_t.
 *
 * @param model sizes, resetAfter and objective
 * @param params inputKernel K [I, 3H], recurrentKernel R [H, 3H], bias b [3H], recurrentBias c [3H], gates
 *   packed r z n, outputKernel [H, O], outputBias [O]; biases may be left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit
 *   the sizes, or a class does not exist
 * @throws TypeError if there is a recurrentBias without resetAfter
 * @example
 * // All weights zero: z = ½, so h_1 is half of h_0 = 2, and the loss (1 − 0)².
 * const zeros = { inputKernel: new Float64Array(3), recurrentKernel: new Float64Array(3), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * gruBptt(model, zeros, { inputs: Float64Array.of(1), targets: [0], initialHidden: Float64Array.of(2) }).loss; // → 1
 */
export function gruBptt(
  model: GruSize & Objective,
  params: GruParams,
  sequence: Sequence,
): Bptt<GruParams, GruStep> {
  const { hiddenSize: H, resetAfter = true } = model;
  const forward = gruForward(model, params, sequence.inputs, sequence.initialHidden);
  const zeros = new Float64Array(H);
  const end: GruStep['fromNext'] = { h: zeros };
  return backpropagate(
    'gru',
    model,
    params,
    sequence,
    forward,
    end,
    (values, fromLoss, fromNext, gradients) => {
      const { previous, u, r, z, n, h } = values;
      const δh = vector(H, (k) => fromLoss[k]! + fromNext.h[k]!);
      const δz = vector(H, (k) => δh[k]! * (previous[k]! - n[k]!));
      const δn = vector(H, (k) => δh[k]! * (1 - z[k]!));
      const δaz = vector(H, (k) => δz[k]! * z[k]! * (1 - z[k]!));
      const δan = vector(H, (k) => δn[k]! * (1 - n[k]! ** 2));
      const δv = new Float64Array(H); // v = r ∘ h_{t−1}, used only where the reset comes before the product
      if (!resetAfter) {
        const v = vector(H, (k) => r[k]! * previous[k]!);
        addOuterProduct(gradients.recurrentKernel, v, pack(zeros, zeros, δan));
        addProductTransposed(δv, pack(zeros, zeros, δan), params.recurrentKernel);
      }
      const δr = vector(H, (k) => (resetAfter ? δan[k]! * u[2 * H + k]! : δv[k]! * previous[k]!));
      const δar = vector(H, (k) => δr[k]! * r[k]! * (1 - r[k]!));
      const δa = pack(δar, δaz, δan);
      const δu = pack(δar, δaz, resetAfter ? vector(H, (k) => δan[k]! * r[k]!) : zeros);
      if (gradients.recurrentBias) addTo(gradients.recurrentBias, δu);
      return {
        step: {
          values: { h, r, z, n },
          gradient: { h: δh, r: δr, z: δz, n: δn },
          preactivationGradient: δa,
        },
        δa,
        δu,
        toPrevious: { h: vector(H, (k) => z[k]! * δh[k]! + r[k]! * δv[k]!) },
      };
    },
  );
}
