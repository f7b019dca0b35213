import { activations } from '../activations.js';
import { requireParameters, rowsOf } from '../bptt/model.js';
import { addProduct, addTo } from '../bptt/products.js';
import type { RnnCellParams, RnnSize } from '../bptt/rnn.js';
import { requireChoice } from '../require.js';

export type SkipRnnCellParams = RnnCellParams & {
  readonly skipKernel: Float64Array; // [H, H]
};

/** Runs h_t = φ(a_t), a_t = x_t·K + h_{t−1}·R + h_{t−2}·M + b, from zero states. */
export function skipRnnForward(
  size: RnnSize,
  params: SkipRnnCellParams,
  inputs: Float64Array,
): { readonly a: Float64Array; readonly h: Float64Array }[] {
  const { inputSize, hiddenSize, activation = 'tanh' } = size;
  const rows = rowsOf('skipRnn', size, inputs);
  requireChoice('skipRnn', 'activation', activation, Object.keys(activations));
  const square = [hiddenSize, hiddenSize];
  requireParameters('skipRnn', params, {
    inputKernel: [inputSize, hiddenSize],
    recurrentKernel: square,
    skipKernel: square,
    bias: [hiddenSize],
  });
  let [one, two] = [new Float64Array(hiddenSize), new Float64Array(hiddenSize)]; // h_{t−1}, h_{t−2}
  return rows.map((x) => {
    const a = new Float64Array(hiddenSize);
    addProduct(a, x, params.inputKernel);
    addProduct(a, one, params.recurrentKernel);
    addProduct(a, two, params.skipKernel);
    if (params.bias) addTo(a, params.bias);
    const h = a.map((value) => activations[activation].f(value));
    [one, two] = [h, one];
    return { a, h };
  });
}
