import { sigmoid } from '../activations.js';
import { type BackwardStep, backpropagate } from './backpropagate.js';
import { type Bptt, type CellSize, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { affine, pack, vector } from './products.js';
import type { ReadoutParams } from './readout.js';

export type LstmCellParams = {
  readonly inputKernel: Float64Array; // [I, 4H], gates i f g o
  readonly recurrentKernel: Float64Array; // [H, 4H]
  readonly bias?: Float64Array; // [4H]
};
export type LstmParams = LstmCellParams & ReadoutParams;

export interface LstmSequence extends Sequence {
  /** c_0; zero unless given. [hiddenSize] */
  readonly initialCell?: Float64Array;
}

/** h, c and the gates at one step, or the gradients with respect to them; each [hiddenSize]. */
export interface LstmValues {
  readonly h: Float64Array;
  readonly c: Float64Array;
  readonly i: Float64Array;
  readonly f: Float64Array;
  readonly g: Float64Array;
  readonly o: Float64Array;
}

/** What one step computed. */
export interface LstmForwardStep extends LstmValues {
  readonly x: Float64Array;
  readonly previousHidden: Float64Array;
  readonly previousCell: Float64Array;
}

/** One step of the backward pass; fromNext.h is ∂E/∂a_{t+1}·Rᵀ and fromNext.c is f_{t+1} ∘ ∂E/∂c_{t+1}. */
export interface LstmStep extends BackwardStep<LstmValues, Pick<LstmValues, 'h' | 'c'>> {
  /** ∂E/∂a_t, the gates before their non-linearity, packed i f g o. [4·hiddenSize] */
  readonly preactivationGradient: Float64Array;
}

export interface LstmBptt extends Bptt<LstmParams, LstmStep> {
  /** ∂E/∂c_0, [hiddenSize]. */
  readonly initialCellGradient: Float64Array;
}

/**
 * Runs the LSTM of {@link lstmBptt} over a sequence.
 *
 * @example
 * const zeros = { inputKernel: new Float64Array(4), recurrentKernel: new Float64Array(4) };
 * const steps = lstmForward({ inputSize: 1, hiddenSize: 1 }, zeros, Float64Array.of(1, 1), Float64Array.of(0), Float64Array.of(2));
 * steps.map(({ c }) => c[0]); // → [1, 0.5]
 */
export function lstmForward(
  size: CellSize,
  params: LstmCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
  initialCell?: Float64Array,
): LstmForwardStep[] {
  const { hiddenSize: H } = size;
  const { inputKernel: K, recurrentKernel: R, bias: b } = params;
  const rows = rowsOf('lstm', 'lstm', size, params, inputs);
  let previousHidden = initialState('lstm', 'initialHidden', H, initialHidden);
  let previousCell = initialState('lstm', 'initialCell', H, initialCell);
  return rows.map((x) => {
    const a = affine(4 * H, b, [x, K], [previousHidden, R]);
    const i = vector(H, (k) => sigmoid(a[k]!));
    const f = vector(H, (k) => sigmoid(a[H + k]!));
    const g = vector(H, (k) => Math.tanh(a[2 * H + k]!));
    const o = vector(H, (k) => sigmoid(a[3 * H + k]!));
    const cell = previousCell;
    const c = vector(H, (k) => f[k]! * cell[k]! + i[k]! * g[k]!);
    const h = vector(H, (k) => o[k]! * Math.tanh(c[k]!));
    const step = { x, previousHidden, previousCell, h, c, i, f, g, o };
    previousHidden = h;
    previousCell = c;
    return step;
  });
}

/**
 * The gradient of an LSTM (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000) by
 * backpropagation through time (Graves & Schmidhuber 2005), in float64. Forward, with
 * a_t = x_t·K + h_{t−1}·R + b split into the gates, i, f, o = σ(a), g = tanh(a),
 * c_t = f_t ∘ c_{t−1} + i_t ∘ g_t, h_t = o_t ∘ tanh(c_t). From the last step back, with δv for ∂E/∂v,
 *
 *   δh_t = fromLoss_t + δa_{t+1}·Rᵀ,
 *   δc_t = δh_t ∘ o_t ∘ (1 − tanh²c_t) + f_{t+1} ∘ δc_{t+1},
 *   δo_t = δh_t ∘ tanh(c_t),  δi_t = δc_t ∘ g_t,  δg_t = δc_t ∘ i_t,  δf_t = δc_t ∘ c_{t−1},
 *   δa_t = (δi ∘ i(1 − i), δf ∘ f(1 − f), δg ∘ (1 − g²), δo ∘ o(1 − o)),
 *   ∂E/∂K = Σ_t x_tᵀ·δa_t,   ∂E/∂R = Σ_t h_{t−1}ᵀ·δa_t,   ∂E/∂b = Σ_t δa_t.
 *
 * @param model sizes and objective
 * @param params inputKernel K [I, 4H], recurrentKernel R [H, 4H], bias b [4H], gates packed i f g o,
 *   outputKernel [H, O], outputBias [O]; biases may be left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit
 *   the sizes, or a class does not exist
 * @example
 * // All weights zero: f = σ(0) = ½, so that step 1 receives half of ∂E/∂c_2, and the last step nothing.
 * const zeros = { inputKernel: new Float64Array(4), recurrentKernel: new Float64Array(4), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * const { steps } = lstmBptt(model, zeros, { inputs: Float64Array.of(1, 1), targets: [1], initialCell: Float64Array.of(2) });
 * steps[0].fromNext.c[0] / steps[1].gradient.c[0]; // → 0.5
 * steps[1].fromNext.c; // → [0]
 */
export function lstmBptt(model: CellSize & Objective, params: LstmParams, sequence: LstmSequence): LstmBptt {
  const { hiddenSize: H } = model;
  const { inputs, initialHidden, initialCell } = sequence;
  const forward = lstmForward(model, params, inputs, initialHidden, initialCell);
  const end: LstmStep['fromNext'] = { h: new Float64Array(H), c: new Float64Array(H) };
  const bptt = backpropagate('lstm', model, params, sequence, forward, end, (values, fromLoss, fromNext) => {
    const { previousCell, h, c, i, f, g, o } = values;
    const δh = vector(H, (k) => fromLoss[k]! + fromNext.h[k]!);
    const δc = vector(H, (k) => δh[k]! * o[k]! * (1 - Math.tanh(c[k]!) ** 2) + fromNext.c[k]!);
    const δo = vector(H, (k) => δh[k]! * Math.tanh(c[k]!));
    const δi = vector(H, (k) => δc[k]! * g[k]!);
    const δg = vector(H, (k) => δc[k]! * i[k]!);
    const δf = vector(H, (k) => δc[k]! * previousCell[k]!);
    const δa = pack(
      vector(H, (k) => δi[k]! * i[k]! * (1 - i[k]!)),
      vector(H, (k) => δf[k]! * f[k]! * (1 - f[k]!)),
      vector(H, (k) => δg[k]! * (1 - g[k]! ** 2)),
      vector(H, (k) => δo[k]! * o[k]! * (1 - o[k]!)),
    );
    return {
      step: {
        values: { h, c, i, f, g, o },
        gradient: { h: δh, c: δc, i: δi, f: δf, g: δg, o: δo },
        preactivationGradient: δa,
      },
      δa,
      toPrevious: { h: new Float64Array(H), c: vector(H, (k) => f[k]! * δc[k]!) },
    };
  });
  const { values, gradient } = bptt.steps[0]!;
  return { ...bptt, initialCellGradient: vector(H, (k) => values.f[k]! * gradient.c[k]!) };
}
