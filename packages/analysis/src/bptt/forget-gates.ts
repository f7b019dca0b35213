import { dot } from '../linear-algebra/matrix.js';
import type { LstmStep } from './lstm.js';

/** What reaches one step's cell state by way of the forget gates. */
export interface ForgetGateFlow {
  /** t, counted from 1. */
  readonly step: number;
  /** ∏_{k > t} f_k: what is left at step T of a change of c_t if the gates stay as they are. [hiddenSize] */
  readonly product: Float64Array;
  /** The part of ∂E/∂c_t that has come back through forget gates alone. [hiddenSize] */
  readonly gradient: Float64Array;
  /**
   * That part's projection on the whole of ∂E/∂c_t: 1 when nothing else contributes. It and the projection of the
   * rest add up to 1. NaN where ∂E/∂c_t is 0.
   */
  readonly share: number;
}

/**
 * How much of the gradient flows through an LSTM's forget gates alone, from c_t to c_{t−1} to …, without
 * passing a weight matrix: e_t = fromLoss_t ∘ o_t ∘ (1 − tanh²c_t) + f_{t+1} ∘ e_{t+1}. With the loss on the
 * last step this is e_t = ∂E/∂c_T ∘ ∏_{k > t} f_k, the "constant error carousel" of Hochreiter & Schmidhuber
 * (1997): with f near 1 it neither vanishes nor explodes, whatever the weights do.
 *
 * @example
 * // Two steps whose forget gates stand at σ(0) = ½: half of what reaches c_2 goes on to c_1.
 * const zeros = { inputKernel: new Float64Array(4), recurrentKernel: new Float64Array(4), outputKernel: Float64Array.of(1) };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, loss: 'squared-error' } as const;
 * const { steps } = lstmBptt(model, zeros, { inputs: Float64Array.of(1, 1), targets: [1], initialCell: Float64Array.of(2) });
 * forgetGateFlow(steps).map(({ product }) => product[0]); // → [0.5, 1]
 */
export function forgetGateFlow(steps: readonly LstmStep[]): ForgetGateFlow[] {
  const flow: ForgetGateFlow[] = [];
  const size = steps[0]?.values.c.length ?? 0;
  let product: Float64Array = new Float64Array(size).fill(1);
  let arriving: Float64Array = new Float64Array(size); // f_{t+1} ∘ e_{t+1}
  for (let t = steps.length - 1; t >= 0; t--) {
    const { values, gradient: δ, fromLoss } = steps[t]!;
    const { c, f, o } = values;
    const e = arriving.map((value, k) => fromLoss[k]! * o[k]! * (1 - Math.tanh(c[k]!) ** 2) + value);
    flow.unshift({ step: t + 1, product, gradient: e, share: dot(e, δ.c) / dot(δ.c, δ.c) });
    arriving = e.map((value, k) => f[k]! * value);
    product = product.map((value, k) => f[k]! * value);
  }
  return flow;
}
