import {
  type CellKind,
  type CellOptions,
  cellParameters,
  type ParameterShape,
  readoutParameters,
} from './parameter-count.js';
import { requireChoice, requireSizes } from './require.js';

export interface TrainingShape extends CellOptions {
  readonly cell: CellKind;
  readonly batchSize: number;
  readonly steps: number;
  readonly outputSize: number;
  /** Whether the readout sees the last step (the default) or every step. */
  readonly scored?: 'last' | 'every';
  /** It keeps no number per parameter (sgd), one, or two (adam, unless given). */
  readonly optimizer?: 'sgd' | 'momentum' | 'rmsprop' | 'adam';
  /** 4 for float32. */
  readonly bytesPerNumber?: 4 | 8;
}

export interface TrainingCost {
  /** Floating-point operations in matrix products, a multiplication and an addition counted as two. */
  readonly flops: {
    readonly forward: number;
    /** Σ xᵀ·δ and Σ hᵀ·δ. */
    readonly weightGradients: number;
    /** δ·Rᵀ, the only part that must run step after step; of the LRU what reads the state, which need not. */
    readonly stateGradients: number;
    /** δ·Kᵀ; not needed by a first layer whose inputs are data. */
    readonly inputGradients: number;
    /** The readout, forward and backward. */
    readonly readout: number;
    readonly total: number;
  };
  readonly bytes: {
    readonly parameters: number;
    readonly gradients: number;
    readonly optimizer: number;
    /** What the backward pass reads again: it grows with batch and steps, all else does not. */
    readonly activations: number;
    readonly total: number;
  };
}

const optimizerSlots = { sgd: 0, momentum: 1, rmsprop: 1, adam: 2 };
/**
 * Numbers per unit and step: h; with r z n u_n (GRU); with c i f g o (LSTM). Of scans h, its decay and what is added to it,
 * each twice where it is complex; with z n (minGRU); with i f g, their share and what it is σ of (minLSTM); with y (LRU).
 */
const storedPerUnit: Record<CellKind, number> = {
  rnn: 1,
  'skip-rnn': 1,
  gru: 5,
  lstm: 6,
  'min-gru': 5,
  'min-lstm': 8,
  lru: 7,
};

/**
 * What one training step of a cell with a readout costs, by its shape. With B examples, T steps, I inputs, H
 * units, k gates the forward products take 2·B·T·(I + H)·kH operations and each of the two backward products
 * as many again; the elementwise work is O(B·T·kH) and not counted. Activations stored for backpropagation:
 * B·T·(I + s·H) numbers, s = 1 (RNN), 5 (GRU; 4 with the reset before the product), 6 (LSTM), 5 (minGRU), 8 (minLSTM),
 * 7 (LRU), and the readout's outputs.
 *
 * @throws RangeError if a size is not a positive integer; TypeError if the cell, optimizer or scoring is unknown
 * @example
 * const shape = { cell: 'lstm', batchSize: 64, steps: 28, inputSize: 28, hiddenSize: 150, outputSize: 10 } as const;
 * trainingCost(shape).flops.forward; // → 382_771_200
 */
export function trainingCost(shape: TrainingShape): TrainingCost {
  const { cell, batchSize: B, steps: T, inputSize: I, hiddenSize: H, outputSize: O } = shape;
  const { scored = 'last', optimizer = 'adam', bytesPerNumber = 4 } = shape;
  requireSizes('trainingCost', { batchSize: B, steps: T, outputSize: O });
  requireChoice('trainingCost', 'optimizer', optimizer, Object.keys(optimizerSlots));
  requireChoice('trainingCost', 'scored', scored, ['last', 'every']);
  const cellShapes = cellParameters(cell, shape);
  const scoredRows = B * (scored === 'last' ? 1 : T);

  const products = (...names: readonly string[]) =>
    productFlops(B * T, cellShapes, ({ name }) => names.includes(name));
  const inputs = products('inputKernel', 'feedthroughKernel');
  const states = products('recurrentKernel', 'skipKernel', 'stateKernel');
  const readout = 3 * 2 * scoredRows * H * O;
  const flops = {
    forward: inputs + states,
    weightGradients: inputs + states,
    stateGradients: states,
    inputGradients: inputs,
    readout,
    total: 3 * (inputs + states) + readout,
  };

  const count = [...cellShapes, ...readoutParameters(shape)].reduce((sum, p) => sum + p.count, 0);
  const stored = storedPerUnit[cell] - (cell === 'gru' && shape.resetAfter === false ? 1 : 0);
  const bytes = {
    parameters: count * bytesPerNumber,
    gradients: count * bytesPerNumber,
    optimizer: optimizerSlots[optimizer] * count * bytesPerNumber,
    activations: (B * T * (I + stored * H) + scoredRows * O) * bytesPerNumber,
  };
  const total = Object.values(bytes).reduce((sum, part) => sum + part, 0);
  return { flops, bytes: { ...bytes, total } };
}

function productFlops(
  rows: number,
  shapes: readonly ParameterShape[],
  chosen: (shape: ParameterShape) => boolean,
): number {
  return shapes.filter(chosen).reduce((sum, { count }) => sum + 2 * rows * count, 0);
}
