import {
  type CellKind,
  type CellOptions,
  cellParameters,
  type ParameterShape,
  readoutParameters,
  type TransformerOptions,
  transformerParameters,
} from './parameter-count.js';
import { requireChoice, requireSizes } from './require.js';

/** What a training step is made of, whatever the model. */
interface StepShape {
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

export interface TrainingShape extends CellOptions, StepShape {
  readonly cell: CellKind;
}

export interface TransformerShape extends TransformerOptions, StepShape {
  /** Heads of attention in each block. */
  readonly heads: number;
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
  const { cell, batchSize: B, steps: T, inputSize: I, hiddenSize: H } = shape;
  requireStep('trainingCost', shape);
  const cellShapes = cellParameters(cell, shape);
  const products = (...names: readonly string[]) =>
    productFlops(B * T, cellShapes, ({ name }) => names.includes(name));
  const inputs = products('inputKernel', 'feedthroughKernel');
  const states = products('recurrentKernel', 'skipKernel', 'stateKernel');
  const stored = storedPerUnit[cell] - (cell === 'gru' && shape.resetAfter === false ? 1 : 0);
  return costOf(shape, cellShapes, B * T * (I + stored * H), {
    forward: inputs + states,
    weightGradients: inputs + states,
    stateGradients: states,
    inputGradients: inputs,
  });
}

/**
 * The same of a causal transformer of pre-norm blocks with a readout, all of its blocks. Its products with weights take
 * 2·B·T operations for each, forward and twice backward; those of queries, keys and values 4·B·T²·d in a block, over
 * all pairs of positions, as they are computed, also those that are masked. No step waits for another. Activations that are stored:
 * B·T·(I + 2d) numbers, and in each block B·T·(8d + 2m + heads·T): its input, both normalised, queries, keys, values, the
 * shares of attention, what they found, the sum after it, and the inner units before and after their activation.
 *
 * @throws RangeError if a size is not a positive integer; TypeError if the optimizer or scoring is unknown
 * @example
 * const shape = { batchSize: 64, steps: 28, inputSize: 28, hiddenSize: 64, layers: 2, heads: 4, outputSize: 10 };
 * transformerCost(shape).flops.stateGradients; // → 0
 */
export function transformerCost(shape: TransformerShape): TrainingCost {
  const { batchSize: B, steps: T, inputSize: I, hiddenSize: d, layers, heads } = shape;
  const { feedForwardSize: m = 4 * d } = shape;
  requireStep('transformerCost', shape);
  requireSizes('transformerCost', { heads });
  const shapes = transformerParameters(shape);
  const weights = productFlops(
    B * T,
    shapes,
    ({ name, shape }) => shape.length === 2 && name !== 'positions',
  );
  const attention = layers * 4 * B * T ** 2 * d;
  const activations = B * T * (I + 2 * d + layers * (8 * d + 2 * m + heads * T));
  return costOf(shape, shapes, activations, {
    forward: weights + attention,
    weightGradients: weights,
    stateGradients: 0,
    inputGradients: weights + 2 * attention,
  });
}

function requireStep(where: string, { batchSize, steps, outputSize, scored, optimizer }: StepShape): void {
  requireSizes(where, { batchSize, steps, outputSize });
  if (optimizer) requireChoice(where, 'optimizer', optimizer, Object.keys(optimizerSlots));
  if (scored) requireChoice(where, 'scored', scored, ['last', 'every']);
}

/** With the readout. */
function costOf(
  shape: StepShape & { readonly hiddenSize: number; readonly useBias?: boolean },
  parameters: readonly ParameterShape[],
  stored: number,
  flops: Omit<TrainingCost['flops'], 'readout' | 'total'>,
): TrainingCost {
  const { batchSize: B, steps: T, hiddenSize: H, outputSize: O } = shape;
  const { scored = 'last', optimizer = 'adam', bytesPerNumber = 4 } = shape;
  const scoredRows = B * (scored === 'last' ? 1 : T);
  const readout = 3 * 2 * scoredRows * H * O;
  const sum = (numbers: object) => Object.values(numbers).reduce((total, number) => total + number, 0);
  const count = [...parameters, ...readoutParameters(shape)].reduce((total, p) => total + p.count, 0);
  const bytes = {
    parameters: count * bytesPerNumber,
    gradients: count * bytesPerNumber,
    optimizer: optimizerSlots[optimizer] * count * bytesPerNumber,
    activations: (stored + scoredRows * O) * bytesPerNumber,
  };
  return {
    flops: { ...flops, readout, total: sum(flops) + readout },
    bytes: { ...bytes, total: sum(bytes) },
  };
}

function productFlops(
  rows: number,
  shapes: readonly ParameterShape[],
  chosen: (shape: ParameterShape) => boolean,
): number {
  return shapes.filter(chosen).reduce((sum, { count }) => sum + 2 * rows * count, 0);
}
