import { sigmoid } from '../activations.js';
import {
  type Bptt,
  type CellSize,
  initialState,
  type Objective,
  requireParameters,
  rowsOf,
  type Sequence,
} from './model.js';
import { addOuterProduct, addProduct, addProductTransposed, addTo, pack, vector } from './products.js';
import { type ReadoutParams, scoreReadout } from './readout.js';

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

/** One step of the backward pass. */
export interface GruStep {
  readonly values: GruValues;
  /** ∂E/∂h_t and ∂E/∂ each gate's value; ∂E/∂h_t = fromLoss + fromNext.h. */
  readonly gradient: GruValues;
  /** ∂E/∂a_t, the gates before their non-linearity, packed r z n. [3·hiddenSize] */
  readonly preactivationGradient: Float64Array;
  /** The loss at this step alone: ∂E_t/∂h_t. */
  readonly fromLoss: Float64Array;
  /** What came back through the recurrence, including the path z_{t+1} ∘ ∂E/∂h_{t+1}. */
  readonly fromNext: { readonly h: Float64Array };
}

/** Runs the GRU of {@link gruBptt} over a sequence. */
export function gruForward(
  size: GruSize,
  { inputKernel: K, recurrentKernel: R, bias: b, recurrentBias: c }: GruCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): GruForwardStep[] {
  const { inputSize: I, hiddenSize: H, resetAfter = true } = size;
  const rows = rowsOf('gru', size, inputs);
  requireParameters(
    'gru',
    { inputKernel: K, recurrentKernel: R, bias: b, recurrentBias: c },
    { inputKernel: [I, 3 * H], recurrentKernel: [H, 3 * H], bias: [3 * H], recurrentBias: [3 * H] },
  );
  if (c && !resetAfter)
    throw new TypeError('gru: recurrentBias must be left out unless resetAfter, received one');
  let hidden = initialState('gru', 'initialHidden', H, initialHidden);
  return rows.map((x) => {
    const previous = hidden;
    const a = new Float64Array(3 * H); // x·K + b
    addProduct(a, x, K);
    if (b) addTo(a, b);
    const u = new Float64Array(3 * H); // h_{t−1}·R + c
    addProduct(u, previous, R);
    if (c) addTo(u, c);
    const r = vector(H, (k) => sigmoid(a[k]! + u[k]!));
    const z = vector(H, (k) => sigmoid(a[H + k]! + u[H + k]!));
    const v = vector(H, (k) => r[k]! * previous[k]!);
    const vR = new Float64Array(3 * H); // of which only the candidate's part is used
    if (!resetAfter) addProduct(vR, v, R);
    const n = vector(H, (k) =>
      Math.tanh(a[2 * H + k]! + (resetAfter ? r[k]! * u[2 * H + k]! : vR[2 * H + k]!)),
    );
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
 * const zeros = { inputKernel: new Float64Array(3), recurrentKernel: new Float64Array(3), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * gruBptt(model, zeros, { inputs: Float64Array.of(1), targets: [0], initialHidden: Float64Array.of(2) }).loss; // 1, for h_1 = z·2
 */
export function gruBptt(
  model: GruSize & Objective,
  params: GruParams,
  { inputs, targets, initialHidden }: Sequence,
): Bptt<GruParams, GruStep> {
  const { hiddenSize: H, resetAfter = true } = model;
  const forward = gruForward(model, params, inputs, initialHidden);
  const { loss, outputs, fromLoss, gradients } = scoreReadout('gru', model, params, forward, targets);

  const R = params.recurrentKernel;
  const zeros = new Float64Array(H);
  const inputGradient = new Float64Array(inputs.length);
  const steps: GruStep[] = [];
  let next: Float64Array = new Float64Array(H);
  for (let t = forward.length - 1; t >= 0; t--) {
    const { x, previous, u, r, z, n, h } = forward[t]!;
    const fromNext = next;
    const δh = vector(H, (k) => fromLoss[t]![k]! + fromNext[k]!);
    const δz = vector(H, (k) => δh[k]! * (previous[k]! - n[k]!));
    const δn = vector(H, (k) => δh[k]! * (1 - z[k]!));
    const δaz = vector(H, (k) => δz[k]! * z[k]! * (1 - z[k]!));
    const δan = vector(H, (k) => δn[k]! * (1 - n[k]! ** 2));
    const δv = new Float64Array(H); // v = r ∘ h_{t−1}, used only where the reset comes before the product
    if (!resetAfter) addProductTransposed(δv, pack(zeros, zeros, δan), R);
    const δr = vector(H, (k) => (resetAfter ? δan[k]! * u[2 * H + k]! : δv[k]! * previous[k]!));
    const δar = vector(H, (k) => δr[k]! * r[k]! * (1 - r[k]!));
    const δa = pack(δar, δaz, δan);
    const δu = pack(δar, δaz, resetAfter ? vector(H, (k) => δan[k]! * r[k]!) : zeros);
    steps.unshift({
      values: { h, r, z, n },
      gradient: { h: δh, r: δr, z: δz, n: δn },
      preactivationGradient: δa,
      fromLoss: fromLoss[t]!,
      fromNext: { h: fromNext },
    });
    addOuterProduct(gradients.inputKernel, x, δa);
    addOuterProduct(gradients.recurrentKernel, previous, δu);
    if (!resetAfter) {
      const v = vector(H, (k) => r[k]! * previous[k]!);
      addOuterProduct(gradients.recurrentKernel, v, pack(zeros, zeros, δan));
    }
    if (gradients.bias) addTo(gradients.bias, δa);
    if (gradients.recurrentBias) addTo(gradients.recurrentBias, δu);
    addProductTransposed(inputGradient.subarray(t * x.length, (t + 1) * x.length), δa, params.inputKernel);
    next = vector(H, (k) => z[k]! * δh[k]! + r[k]! * δv[k]!);
    addProductTransposed(next, δu, R);
  }
  return { loss, outputs, gradients, inputGradient, initialHiddenGradient: next, steps };
}
