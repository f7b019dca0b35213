import { type Activation, activations } from '../activations.js';
import { requireChoice } from '../require.js';
import {
  type Bptt,
  type CellSize,
  initialState,
  type Objective,
  requireParameters,
  rowsOf,
  type Sequence,
} from './model.js';
import { addOuterProduct, addProduct, addProductTransposed, addTo, vector } from './products.js';
import { type ReadoutParams, scoreReadout } from './readout.js';

export interface RnnSize extends CellSize {
  /** tanh unless given. */
  readonly activation?: Activation;
}

export type RnnCellParams = {
  readonly inputKernel: Float64Array; // [I, H]
  readonly recurrentKernel: Float64Array; // [H, H]
  readonly bias?: Float64Array; // [H]
};
export type RnnParams = RnnCellParams & ReadoutParams;

/** What one step computed; `a` is the pre-activation, `previous` is h_{t−1}. */
export interface RnnForwardStep {
  readonly x: Float64Array;
  readonly previous: Float64Array;
  readonly a: Float64Array;
  readonly h: Float64Array;
}

/** One step of the backward pass. */
export interface RnnStep {
  readonly values: { readonly a: Float64Array; readonly h: Float64Array };
  /** ∂E/∂h_t and ∂E/∂a_t; ∂E/∂h_t = fromLoss + fromNext.h. */
  readonly gradient: { readonly a: Float64Array; readonly h: Float64Array };
  /** The loss at this step alone: ∂E_t/∂h_t. */
  readonly fromLoss: Float64Array;
  /** What came back through the recurrence: ∂E/∂a_{t+1}·Rᵀ. */
  readonly fromNext: { readonly h: Float64Array };
}

/** Runs h_t = φ(a_t), a_t = x_t·K + h_{t−1}·R + b, over a sequence; arguments as in {@link rnnBptt}. */
export function rnnForward(
  size: RnnSize,
  { inputKernel: K, recurrentKernel: R, bias: b }: RnnCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): RnnForwardStep[] {
  const { inputSize, hiddenSize, activation = 'tanh' } = size;
  const rows = rowsOf('rnn', size, inputs);
  requireChoice('rnn', 'activation', activation, Object.keys(activations));
  requireParameters(
    'rnn',
    { inputKernel: K, recurrentKernel: R, bias: b },
    { inputKernel: [inputSize, hiddenSize], recurrentKernel: [hiddenSize, hiddenSize], bias: [hiddenSize] },
  );
  const φ = activations[activation].f;
  let previous = initialState('rnn', 'initialHidden', hiddenSize, initialHidden);
  return rows.map((x) => {
    const a = new Float64Array(hiddenSize);
    addProduct(a, x, K);
    addProduct(a, previous, R);
    if (b) addTo(a, b);
    const step = { x, previous, a, h: a.map((value) => φ(value)) };
    previous = step.h;
    return step;
  });
}

/**
 * The gradient of a plain RNN by backpropagation through time (Werbos 1990), in float64. From the last step
 * back, with δv for ∂E/∂v,
 *
 *   δh_t = fromLoss_t + δa_{t+1}·Rᵀ,   δa_t = δh_t ∘ φ′(a_t),
 *   ∂E/∂K = Σ_t x_tᵀ·δa_t,   ∂E/∂R = Σ_t h_{t−1}ᵀ·δa_t,   ∂E/∂b = Σ_t δa_t.
 *
 * Courses that write columns call Kᵀ W_hx, Rᵀ W_hh and outputKernelᵀ W_ph.
 *
 * @param model sizes, activation and objective
 * @param params inputKernel K [I, H], recurrentKernel R [H, H], bias b [H], outputKernel [H, O], outputBias
 *   [O]; biases may be left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit
 *   the sizes, or a class does not exist
 * @throws TypeError if the activation, the loss or the scoring is unknown
 * @example
 * const one = Float64Array.of(1);
 * const params = { inputKernel: one, recurrentKernel: one, outputKernel: one };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, activation: 'identity', loss: 'squared-error' } as const;
 * rnnBptt(model, params, { inputs: Float64Array.of(2, 3), targets: [4] }).gradients.recurrentKernel; // [4]
 */
export function rnnBptt(
  model: RnnSize & Objective,
  params: RnnParams,
  { inputs, targets, initialHidden }: Sequence,
): Bptt<RnnParams, RnnStep> {
  const { hiddenSize, activation = 'tanh' } = model;
  const forward = rnnForward(model, params, inputs, initialHidden);
  const { loss, outputs, fromLoss, gradients } = scoreReadout('rnn', model, params, forward, targets);

  const { derivative } = activations[activation];
  const inputGradient = new Float64Array(inputs.length);
  const steps: RnnStep[] = [];
  let next: Float64Array = new Float64Array(hiddenSize); // δa_{t+1}·Rᵀ
  for (let t = forward.length - 1; t >= 0; t--) {
    const { x, previous, a, h } = forward[t]!;
    const δh = vector(hiddenSize, (k) => fromLoss[t]![k]! + next[k]!);
    const δa = vector(hiddenSize, (k) => δh[k]! * derivative(a[k]!));
    steps.unshift({
      values: { a, h },
      gradient: { a: δa, h: δh },
      fromLoss: fromLoss[t]!,
      fromNext: { h: next },
    });
    addOuterProduct(gradients.inputKernel, x, δa);
    addOuterProduct(gradients.recurrentKernel, previous, δa);
    if (gradients.bias) addTo(gradients.bias, δa);
    addProductTransposed(inputGradient.subarray(t * x.length, (t + 1) * x.length), δa, params.inputKernel);
    next = new Float64Array(hiddenSize);
    addProductTransposed(next, δa, params.recurrentKernel);
  }
  return { loss, outputs, gradients, inputGradient, initialHiddenGradient: next, steps };
}
