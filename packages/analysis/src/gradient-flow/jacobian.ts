import type { Activation } from '../activations.js';
import { type GruCellParams, gruForward } from '../bptt/gru.js';
import { type LruCellParams, lruForward } from '../bptt/lru.js';
import { type LstmCellParams, lstmForward } from '../bptt/lstm.js';
import { type MinGruCellParams, minGruForward } from '../bptt/min-gru.js';
import { type MinLstmCellParams, minLstmForward } from '../bptt/min-lstm.js';
import type { CellSize } from '../bptt/model.js';
import { type RnnCellParams, rnnForward } from '../bptt/rnn.js';
import { type SkipRnnCellParams, skipRnnForward } from '../bptt/skip-rnn.js';
import { addMatrices, identityMatrix, type Matrix, multiplyMatrices } from '../linear-algebra/matrix.js';
import { spectralNorm } from '../linear-algebra/spectral-norm.js';
import { type CellKind, cellKinds } from '../parameter-count.js';
import { requireChoice, requireFitting } from '../require.js';
import { skipGradientBound } from './skip-connections.js';
import {
  gatedScanStepJacobian,
  gruStepJacobian,
  lruStepJacobian,
  lstmStepJacobian,
  rnnStepJacobian,
} from './step-jacobians.js';

/** A network at work: a cell with its weights, reading a sequence from zero states. */
export interface RunningCell extends CellSize {
  readonly cell: CellKind;
  /** For 'rnn' and 'skip-rnn', and for 'lru', whose states do not depend on it; tanh unless given. */
  readonly activation?: Activation;
  /** For 'gru'; true unless given. */
  readonly resetAfter?: boolean;
  readonly params:
    | RnnCellParams
    | SkipRnnCellParams
    | GruCellParams
    | LstmCellParams
    | MinGruCellParams
    | MinLstmCellParams
    | LruCellParams;
  /** [time, inputSize] */
  readonly inputs: Float64Array;
}

/** Of single steps: near[t] = ∂s_{t+1}/∂s_t along the recurrence, far[t] = ∂s_{t+1}/∂s_{t−1} along the skip. */
interface StepJacobians {
  readonly near: readonly Matrix[];
  readonly far?: readonly Matrix[];
}

const cells = {
  rnn: { forward: rnnForward, jacobian: rnnStepJacobian },
  'skip-rnn': { forward: skipRnnForward, jacobian: rnnStepJacobian },
  gru: { forward: gruForward, jacobian: gruStepJacobian },
  lstm: { forward: lstmForward, jacobian: lstmStepJacobian },
  'min-gru': { forward: minGruForward, jacobian: gatedScanStepJacobian },
  'min-lstm': { forward: minLstmForward, jacobian: gatedScanStepJacobian },
  lru: { forward: lruForward, jacobian: lruStepJacobian },
};

/**
 * ∂s_T/∂s_t for t = 0 … T, as the ordered product ∏ ∂s_k/∂s_{k−1} from T down to t + 1, where s is the cell's
 * state: h, (h, c) for the LSTM, or (Re, Im) for the LRU. With a skip connection it is the sum of such products over all paths, by
 *
 *   ∂h_T/∂h_t = ∂h_T/∂h_{t+1}·D_{t+1}W + ∂h_T/∂h_{t+2}·D_{t+2}M,   D_k = diag(φ′(a_k)).
 *
 * @returns T + 1 matrices, [H, H] ([2H, 2H] for the LSTM and the LRU), row: component of s_T, column: component of s_t
 * @throws RangeError if a size is not a positive integer, or a parameter or the inputs do not fit;
 *   TypeError if the cell or the activation is unknown, or the cell has no use for an option
 * @example
 * const params = { inputKernel: Float64Array.of(1), recurrentKernel: Float64Array.of(0.5) };
 * const inputs = new Float64Array(3);
 * jacobians({ cell: 'rnn', activation: 'identity', inputSize: 1, hiddenSize: 1, params, inputs }).map(({ data }) => data[0]);
 * // → [0.125, 0.25, 0.5, 1]
 */
export function jacobians(running: RunningCell): Matrix[] {
  return backwardProducts(stepsOf('jacobians', running));
}

function stepsOf(where: string, running: RunningCell): StepJacobians {
  const { cell, params, inputs } = running;
  requireChoice(where, 'cell', cell, cellKinds);
  requireFitting(where, cell, running);
  const { forward, jacobian } = cells[cell];
  const steps = forward(running, params as never, inputs);
  const along = (kernel: Float64Array) => steps.map((step) => jacobian(running, kernel, step as never));
  const { recurrentKernel = new Float64Array() } = params as Partial<RnnCellParams>;
  const skipKernel = cell === 'skip-rnn' && (params as SkipRnnCellParams).skipKernel;
  return { near: along(recurrentKernel), ...(skipKernel && { far: along(skipKernel) }) };
}

function backwardProducts({ near, far }: StepJacobians): Matrix[] {
  const T = near.length;
  const toEnd: Matrix[] = [];
  toEnd[T] = identityMatrix(near[0]!.shape[0]);
  for (let t = T - 1; t >= 0; t--) {
    const product = multiplyMatrices(toEnd[t + 1]!, near[t]!);
    const skips = far && t + 2 <= T;
    toEnd[t] = skips ? addMatrices(product, multiplyMatrices(toEnd[t + 2]!, far[t + 1]!)) : product;
  }
  return toEnd;
}

export interface JacobianStudy {
  readonly cell: CellKind;
  /** For t = 0 … T − 1. `measured` is ‖∂s_T/∂s_t‖, the spectral norm; `bound` is never below it. */
  readonly steps: readonly {
    readonly step: number;
    readonly distance: number;
    readonly measured: number;
    readonly bound: number;
  }[];
}

/**
 * The measured norm of ∂s_T/∂s_t at every step of a sequence beside its bound: what the weights allow and
 * what the data made of it. For the plain RNN the bound is (γ‖W‖)^(T−t), with a skip connection
 * {@link skipGradientBound}; for the gated cells, where no such formula is useful, it is the product of the
 * norms of the single steps' Jacobians, ∏ ‖∂s_k/∂s_{k−1}‖. Every bound is rounded up by more than the
 * rounding of the measurement. A norm beyond float64 is Infinity.
 *
 * @throws what {@link jacobians} throws
 * @example
 * const params = { inputKernel: Float64Array.of(1), recurrentKernel: Float64Array.of(0.5) };
 * const inputs = new Float64Array(3);
 * const { steps } = jacobianStudy({ cell: 'rnn', activation: 'identity', inputSize: 1, hiddenSize: 1, params, inputs });
 * steps[0]; // → { step: 0, distance: 3, measured: 0.125, bound: 0.125 }
 */
export function jacobianStudy(running: RunningCell): JacobianStudy {
  const single = stepsOf('jacobianStudy', running);
  const T = single.near.length;
  const bound = boundsOf(running, single);
  return {
    cell: running.cell,
    steps: backwardProducts(single)
      .slice(0, T)
      .map((product, step) => ({
        step,
        distance: T - step,
        measured: product.data.every(Number.isFinite) ? spectralNorm(product) : Infinity,
        bound: bound(T - step) * (1 + 16 * product.shape[0] * (T - step + 1) * Number.EPSILON),
      })),
  };
}

function boundsOf(running: RunningCell, { near }: StepJacobians): (distance: number) => number {
  const { cell, activation = 'tanh', hiddenSize: H, params } = running;
  const norm = (data: Float64Array) => spectralNorm({ data, shape: [H, H] });
  if (cell === 'rnn' || cell === 'skip-rnn') {
    const { recurrentKernel, skipKernel } = params as RnnCellParams & Partial<SkipRnnCellParams>;
    const norms = { norm: norm(recurrentKernel), skipNorm: skipKernel ? norm(skipKernel) : 0 };
    return (distance) => skipGradientBound({ activation, distance, ...norms });
  }
  const products = [1];
  for (const step of near.toReversed()) products.push(products.at(-1)! * spectralNorm(step));
  return (distance) => products[distance]!;
}
