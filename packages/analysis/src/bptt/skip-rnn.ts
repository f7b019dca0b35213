import { activationOf } from '../require.js';
import { type BackwardStep, backpropagate } from './backpropagate.js';
import { type Bptt, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { addOuterProduct, addProductTransposed, affine, vector } from './products.js';
import type { ReadoutParams } from './readout.js';
import type { RnnCellParams, RnnForwardStep, RnnSize } from './rnn.js';

export type SkipRnnCellParams = RnnCellParams & {
  readonly skipKernel: Float64Array; // [H, H]
};
export type SkipRnnParams = SkipRnnCellParams & ReadoutParams;

/** What one step computed; `older` is h_{t−2}. */
export interface SkipRnnForwardStep extends RnnForwardStep {
  readonly older: Float64Array;
}

/** One step of the backward pass; fromNext.h came back to h_t, fromNext.older, ∂E/∂a_{t+1}·Mᵀ, to h_{t−1}. */
export type SkipRnnStep = BackwardStep<
  Pick<SkipRnnForwardStep, 'a' | 'h'>,
  { readonly h: Float64Array; readonly older: Float64Array }
>;

/**
 * Runs h_t = φ(a_t), a_t = x_t·K + h_{t−1}·R + h_{t−2}·M + b, over a sequence; arguments as in {@link skipRnnBptt}.
 *
 * @example
 * const one = Float64Array.of(1);
 * const params = { inputKernel: one, recurrentKernel: one, skipKernel: one };
 * const steps = skipRnnForward({ inputSize: 1, hiddenSize: 1, activation: 'identity' }, params, Float64Array.of(1, 0, 0, 0, 0));
 * steps.map(({ h }) => h[0]); // → [1, 1, 2, 3, 5]
 */
export function skipRnnForward(
  size: RnnSize,
  params: SkipRnnCellParams,
  inputs: Float64Array,
  initialHidden?: Float64Array,
): SkipRnnForwardStep[] {
  const { hiddenSize, activation = 'tanh' } = size;
  const { inputKernel: K, recurrentKernel: R, skipKernel: M, bias: b } = params;
  const rows = rowsOf('skipRnn', 'skip-rnn', size, params, inputs);
  const { f: φ } = activationOf('skipRnn', activation);
  let previous = initialState('skipRnn', 'initialHidden', hiddenSize, initialHidden);
  let older: Float64Array = new Float64Array(hiddenSize);
  return rows.map((x) => {
    const a = affine(hiddenSize, b, [x, K], [previous, R], [older, M]);
    const step = { x, previous, older, a, h: a.map((value) => φ(value)) };
    [previous, older] = [step.h, previous];
    return step;
  });
}

/**
 * The gradient of a plain RNN with a second connection, two steps long, by backpropagation through time, in float64. h_t is
 * read by two steps, and from the last step back, with δv for ∂E/∂v,
 *
 *   δh_t = fromLoss_t + δa_{t+1}·Rᵀ + δa_{t+2}·Mᵀ,   δa_t = δh_t ∘ φ′(a_t),
 *   ∂E/∂K = Σ_t x_tᵀ·δa_t,   ∂E/∂R = Σ_t h_{t−1}ᵀ·δa_t,   ∂E/∂M = Σ_t h_{t−2}ᵀ·δa_t,   ∂E/∂b = Σ_t δa_t.
 *
 * @param params as of {@link rnnBptt}, and skipKernel M [H, H]; the state before `initialHidden` is zero
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit
 *   the sizes, or a class does not exist
 * @throws TypeError if the activation, the loss or the scoring is unknown
 * @example
 * const one = Float64Array.of(1);
 * const params = { inputKernel: one, recurrentKernel: one, skipKernel: one, outputKernel: one };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, activation: 'identity', loss: 'squared-error' } as const;
 * // 1, 1, 2: the error is 2·(2 − 1), and h_1 = 1 is what the skip kernel reads.
 * skipRnnBptt(model, params, { inputs: Float64Array.of(1, 0, 0), targets: [1] }).gradients.skipKernel; // → [2]
 */
export function skipRnnBptt(
  model: RnnSize & Objective,
  params: SkipRnnParams,
  sequence: Sequence,
): Bptt<SkipRnnParams, SkipRnnStep> {
  const { hiddenSize, activation = 'tanh' } = model;
  const forward = skipRnnForward(model, params, sequence.inputs, sequence.initialHidden);
  const { derivative } = activationOf('skipRnn', activation);
  const zeros = () => new Float64Array(hiddenSize);
  return backpropagate(
    'skipRnn',
    model,
    params,
    sequence,
    forward,
    { h: zeros(), older: zeros() },
    ({ a, h, older }, fromLoss, fromNext, gradients) => {
      const δh = vector(hiddenSize, (k) => fromLoss[k]! + fromNext.h[k]!);
      const δa = vector(hiddenSize, (k) => δh[k]! * derivative(a[k]!));
      addOuterProduct(gradients.skipKernel, older, δa);
      const toOlder = zeros();
      addProductTransposed(toOlder, δa, params.skipKernel);
      const step = { values: { a, h }, gradient: { a: δa, h: δh } };
      return { step, δa, toPrevious: { h: Float64Array.from(fromNext.older), older: toOlder } };
    },
  );
}
