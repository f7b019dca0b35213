import { readoutParameters } from '../parameter-count.js';
import { requireChoice, requireShape, requireSizes } from '../require.js';
import { type CellSize, type Objective, type Parameters, requireParameters, zerosLike } from './model.js';
import { addOuterProduct, addProduct, addProductTransposed, addTo, vector } from './products.js';

/** The linear readout y_t = h_t·outputKernel + outputBias. */
export type ReadoutParams = {
  readonly outputKernel: Float64Array; // [H, O]
  readonly outputBias?: Float64Array; // [O]
};

/**
 * The loss of the readout of h_1 … h_T, and what flows back from it: with δy = p − onehot(target)
 * (cross-entropy) or 2(y − target) (squared error), ∂E/∂outputKernel = Σ_t h_tᵀ·δy_t and
 * fromLoss_t = δy_t·outputKernelᵀ.
 *
 * @returns gradients: a tree like the parameters, the readout's filled in, the cell's still zero
 */
export function scoreReadout<P extends Parameters & ReadoutParams>(
  where: string,
  { hiddenSize, outputSize, loss = 'cross-entropy', scored = 'last' }: CellSize & Objective,
  params: P,
  forward: readonly { readonly h: Float64Array }[],
  targets: ArrayLike<number>,
): { loss: number; outputs: Float64Array; fromLoss: Float64Array[]; gradients: P } {
  const { outputKernel, outputBias } = params;
  requireSizes(where, { outputSize });
  requireParameters(where, params, readoutParameters({ hiddenSize, outputSize }));
  requireChoice(where, 'loss', loss, ['cross-entropy', 'squared-error']);
  requireChoice(where, 'scored', scored, ['last', 'every']);
  const firstScored = scored === 'last' ? forward.length - 1 : 0;
  const perStep = loss === 'cross-entropy' ? 1 : outputSize;
  requireShape(where, 'targets', targets, [forward.length - firstScored, perStep]);

  let total = 0;
  const gradients = zerosLike(params);
  const outputs = new Float64Array(forward.length * outputSize);
  const fromLoss = forward.map(({ h }, t) => {
    const y = outputs.subarray(t * outputSize, (t + 1) * outputSize);
    addProduct(y, h, outputKernel);
    if (outputBias) addTo(y, outputBias);
    const target = vector(perStep, (k) => targets[(t - firstScored) * perStep + k] ?? 0);
    const [error, δy] =
      loss === 'cross-entropy' ? crossEntropy(where, y, target[0]!) : squaredError(y, target);
    const δh = new Float64Array(h.length);
    if (t < firstScored) return δh;
    total += error;
    addOuterProduct(gradients.outputKernel, h, δy);
    if (gradients.outputBias) addTo(gradients.outputBias, δy);
    addProductTransposed(δh, δy, outputKernel);
    return δh;
  });
  return { loss: total, outputs, fromLoss, gradients };
}

/** Turns y into softmax(y) in place. */
function crossEntropy(where: string, y: Float64Array, target: number): [loss: number, δy: Float64Array] {
  if (!Number.isInteger(target) || target < 0 || target >= y.length) {
    throw new RangeError(`${where}: targets must be classes from 0 to ${y.length - 1}, received ${target}`);
  }
  const largest = Math.max(...y);
  const logSum = largest + Math.log(y.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  const loss = logSum - y[target]!;
  for (let k = 0; k < y.length; k++) y[k] = Math.exp(y[k]! - logSum);
  return [loss, vector(y.length, (k) => y[k]! - (k === target ? 1 : 0))];
}

function squaredError(y: Float64Array, target: Float64Array): [loss: number, δy: Float64Array] {
  const loss = y.reduce((sum, value, k) => sum + (value - target[k]!) ** 2, 0);
  return [loss, vector(y.length, (k) => 2 * (y[k]! - target[k]!))];
}
