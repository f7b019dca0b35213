import { type BackwardStep, backpropagate } from './backpropagate.js';
import { type Bptt, type CellSize, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { affine, vector } from './products.js';
import type { ReadoutParams } from './readout.js';

// What minGRU and minLSTM have in common: h_t = (1 − s_t) ∘ h_{t−1} + s_t ∘ c_t, where neither s nor c depends on h.

export type GatedScanParams = {
  readonly inputKernel: Float64Array;
  readonly bias?: Float64Array;
};

/** The state, its share of what is new, and what that is. */
export interface GatedScanValues {
  readonly h: Float64Array;
  readonly share: Float64Array;
  readonly candidate: Float64Array;
}

/** What one step computed; `a` = x_t·K + b, and `decay` = 1 − share. */
export interface GatedScanForwardStep extends GatedScanValues {
  readonly x: Float64Array;
  readonly previous: Float64Array;
  readonly a: Float64Array;
  readonly decay: Float64Array;
}

export interface GatedScanStep extends BackwardStep<GatedScanValues, { readonly h: Float64Array }> {
  /** ∂E/∂a_t, packed as the cell packs its gates. */
  readonly preactivationGradient: Float64Array;
}

/** The share and the candidate from a = x_t·K + b, and the way back to a. */
export interface Gates {
  readonly count: number;
  forward(a: Float64Array): { readonly share: Float64Array; readonly candidate: Float64Array };
  /** ∂E/∂a from the gradients of both. */
  backward(a: Float64Array, δshare: Float64Array, δcandidate: Float64Array): Float64Array;
}

/** Runs a cell over a sequence. */
export function gatedScanForward(
  where: string,
  kind: Parameters<typeof rowsOf>[1],
  size: CellSize,
  params: GatedScanParams,
  inputs: Float64Array,
  initialHidden: Float64Array | undefined,
  gates: Gates,
): GatedScanForwardStep[] {
  const { hiddenSize } = size;
  const { inputKernel: K, bias: b } = params;
  const rows = rowsOf(where, kind, size, params, inputs);
  let previous = initialState(where, 'initialHidden', hiddenSize, initialHidden);
  return rows.map((x) => {
    const a = affine(gates.count * hiddenSize, b, [x, K]);
    const { share, candidate } = gates.forward(a);
    const decay = share.map((s) => 1 - s);
    const h = vector(hiddenSize, (k) => decay[k]! * previous[k]! + share[k]! * candidate[k]!);
    const step = { x, a, previous, share, candidate, decay, h };
    previous = h;
    return step;
  });
}

/** δh_t = fromLoss_t + (1 − s_{t+1}) ∘ δh_{t+1}, δs = δh ∘ (c − h_{t−1}), δc = δh ∘ s, and through the gates to δa. */
export function gatedScanBptt<P extends GatedScanParams & ReadoutParams>(
  where: string,
  model: CellSize & Objective,
  params: P,
  sequence: Sequence,
  forward: readonly GatedScanForwardStep[],
  gates: Gates,
): Bptt<P, GatedScanStep> {
  const H = model.hiddenSize;
  const end: GatedScanStep['fromNext'] = { h: new Float64Array(H) };
  return backpropagate(where, model, params, sequence, forward, end, (values, fromLoss, fromNext) => {
    const { a, previous, share, candidate, decay, h } = values;
    const δh = vector(H, (k) => fromLoss[k]! + fromNext.h[k]!);
    const δshare = vector(H, (k) => δh[k]! * (candidate[k]! - previous[k]!));
    const δcandidate = vector(H, (k) => δh[k]! * share[k]!);
    const δa = gates.backward(a, δshare, δcandidate);
    return {
      step: {
        values: { h, share, candidate },
        gradient: { h: δh, share: δshare, candidate: δcandidate },
        preactivationGradient: δa,
      },
      δa,
      toPrevious: { h: vector(H, (k) => decay[k]! * δh[k]!) },
    };
  });
}
