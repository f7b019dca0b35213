import type { Activation } from '../activations.js';
import { activationOf } from '../require.js';
import { type BackwardStep, backpropagate } from './backpropagate.js';
import { type Bptt, type CellSize, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { affine, vector } from './products.js';
import type { ReadoutParams } from './readout.js';

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

/** One step of the backward pass; fromNext.h is ∂E/∂a_{t+1}·Rᵀ. */
export type RnnStep = BackwardStep<Pick<RnnForwardStep, 'a' | 'h'>, { readonly h: Float64Array }>;

/**
 * Runs h_t = φ(a_t), a_t = x_t·K + h_{t−1}·R + b, over a sequence; arguments as in {@link rnnBptt}.
 *
 * @example
 * const params = { inputKernel: Float64Array.of(1), recurrentKernel: Float64Array.of(0.5) };
 * const steps = rnnForward({ inputSize: 1, hiddenSize: 1, activation: 'identity' }, params, Float64Array.of(4, 0, 0));
 * steps.map(({ h }) => h[0]); // → [4, 2, 1]
 */
export function rnnForward(
  size: RnnSize,
  params: RnnCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): RnnForwardStep[] {
  const { hiddenSize, activation = 'tanh' } = size;
  const rows = rowsOf('rnn', 'rnn', size, params, inputs);
  const { f: φ } = activationOf('rnn', activation);
  const { inputKernel: K, recurrentKernel: R, bias: b } = params;
  let previous = initialState('rnn', 'initialHidden', hiddenSize, initialHidden);
  return rows.map((x) => {
    const a = affine(hiddenSize, b, [x, K], [previous, R]);
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
 * rnnBptt(model, params, { inputs: Float64Array.of(2, 3), targets: [4] }).gradients.recurrentKernel; // → [4]
 */
export function rnnBptt(
  model: RnnSize & Objective,
  params: RnnParams,
  sequence: Sequence,
): Bptt<RnnParams, RnnStep> {
  const { hiddenSize, activation = 'tanh' } = model;
  const forward = rnnForward(model, params, sequence.inputs, sequence.initialHidden);
  const { derivative } = activationOf('rnn', activation);
  const end: RnnStep['fromNext'] = { h: new Float64Array(hiddenSize) };
  return backpropagate('rnn', model, params, sequence, forward, end, ({ a, h }, fromLoss, fromNext) => {
    const δh = vector(hiddenSize, (k) => fromLoss[k]! + fromNext.h[k]!);
    const δa = vector(hiddenSize, (k) => δh[k]! * derivative(a[k]!));
    const step = { values: { a, h }, gradient: { a: δa, h: δh } };
    return { step, δa, toPrevious: { h: new Float64Array(hiddenSize) } };
  });
}
