import type { Bptt, CellSize, Objective, Sequence } from './model.js';
import { addOuterProduct, addProductTransposed, addTo } from './products.js';
import { type ReadoutParams, scoreReadout } from './readout.js';

/** What arrives at a step of the backward pass; the state is h, and for the LSTM h and c. */
interface Arriving<State> {
  /** The loss at this step alone: ∂E_t/∂h_t. */
  readonly fromLoss: Float64Array;
  /** What came back through the recurrence. */
  readonly fromNext: State;
}

/** One step of the backward pass. */
export interface BackwardStep<Values, State> extends Arriving<State> {
  readonly values: Values;
  /** ∂E/∂ each of the values; ∂E/∂h_t = fromLoss + fromNext.h. */
  readonly gradient: Values;
}

type KernelParams = {
  readonly inputKernel: Float64Array;
  /** Absent where the gates see the input alone; all that comes back is then in `toPrevious`. */
  readonly recurrentKernel?: Float64Array;
  readonly bias?: Float64Array;
};

/** What a cell's equations give at one step; δu, the gradient of h_{t−1}·R, is δa unless it is given. */
interface CellGradient<Step, State> {
  readonly step: Step;
  readonly δa: Float64Array;
  readonly δu?: Float64Array;
  /** What reaches the state before, except δu·Rᵀ, which is added to its h. */
  readonly toPrevious: State;
}

/**
 * Runs a cell's equations, `back`, from the last step to the first, and adds up what all cells share:
 * ∂E/∂K = Σ x_tᵀ·δa_t, ∂E/∂R = Σ h_{t−1}ᵀ·δu_t, ∂E/∂b = Σ δa_t, ∂E/∂x_t = δa_t·Kᵀ.
 *
 * @param end what comes back to the last step: zeros
 */
export function backpropagate<
  P extends KernelParams & ReadoutParams,
  Forward extends { readonly x: Float64Array; readonly h: Float64Array },
  State extends { readonly h: Float64Array },
  Step,
>(
  where: string,
  model: CellSize & Objective,
  params: P,
  { inputs, targets, initialHidden = new Float64Array(model.hiddenSize) }: Sequence,
  forward: readonly Forward[],
  end: State,
  back: (step: Forward, fromLoss: Float64Array, fromNext: State, gradients: P) => CellGradient<Step, State>,
): Bptt<P, Step & Arriving<State>> {
  const { loss, outputs, fromLoss, gradients } = scoreReadout(where, model, params, forward, targets);
  const inputGradient = new Float64Array(inputs.length);
  const steps: (Step & Arriving<State>)[] = [];
  let fromNext = end;
  for (let t = forward.length - 1; t >= 0; t--) {
    const { x } = forward[t]!;
    const { step, δa, δu = δa, toPrevious } = back(forward[t]!, fromLoss[t]!, fromNext, gradients);
    steps.unshift({ ...step, fromLoss: fromLoss[t]!, fromNext });
    addOuterProduct(gradients.inputKernel, x, δa);
    if (gradients.recurrentKernel)
      addOuterProduct(gradients.recurrentKernel, forward[t - 1]?.h ?? initialHidden, δu);
    if (gradients.bias) addTo(gradients.bias, δa);
    addProductTransposed(inputGradient.subarray(t * x.length, (t + 1) * x.length), δa, params.inputKernel);
    if (params.recurrentKernel) addProductTransposed(toPrevious.h, δu, params.recurrentKernel);
    fromNext = toPrevious;
  }
  return { loss, outputs, gradients, inputGradient, initialHiddenGradient: fromNext.h, steps };
}
