import { rowsOf } from '../bptt/model.js';
import { affine } from '../bptt/products.js';
import type { RnnCellParams, RnnSize } from '../bptt/rnn.js';
import { activationOf } from '../require.js';

export type SkipRnnCellParams = RnnCellParams & {
  readonly skipKernel: Float64Array; // [H, H]
};

/**
 * Runs h_t = φ(a_t), a_t = x_t·K + h_{t−1}·R + h_{t−2}·M + b, from zero states.
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
): { readonly a: Float64Array; readonly h: Float64Array }[] {
  const { hiddenSize, activation = 'tanh' } = size;
  const { inputKernel: K, recurrentKernel: R, skipKernel: M, bias: b } = params;
  const rows = rowsOf('skipRnn', 'skip-rnn', size, params, inputs);
  const { f: φ } = activationOf('skipRnn', activation);
  let [one, two] = [new Float64Array(hiddenSize), new Float64Array(hiddenSize)]; // h_{t−1}, h_{t−2}
  return rows.map((x) => {
    const a = affine(hiddenSize, b, [x, K], [one, R], [two, M]);
    const h = a.map((value) => φ(value));
    [one, two] = [h, one];
    return { a, h };
  });
}
