import type * as tf from '@tensorflow/tfjs';
import {
  type Cell,
  gruCell,
  lastStep,
  lstmCell,
  type ReadoutParams,
  type Rng,
  readout,
  rnnCell,
  type TensorTree,
  unroll,
} from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';

export const cellNames = ['rnn', 'gru', 'lstm'] as const;
export type CellName = (typeof cellNames)[number];

/**
 * How weights begin. `orthogonal`: recurrent kernels orthogonal, the others Glorot, biases zero. `uniform`:
 * everything uniform in ±1/√H, as PyTorch does. `identity`: as `orthogonal`, with the identity for recurrent
 * kernels (Le, Jaitly & Hinton 2015).
 */
export const initializationNames = ['orthogonal', 'uniform', 'identity'] as const;
export type Initialization = (typeof initializationNames)[number];

export interface ModelSettings {
  readonly hiddenSize: number;
  readonly initialization: Initialization;
  /** Added to the bias of an LSTM's forget gate at the start. */
  readonly forgetBias: number;
}

export type ModelParams = {
  readonly cell: TensorTree;
  readonly readout: ReadoutParams;
};

/** A cell unrolled over the input, and a linear readout. */
export interface Model {
  readonly cell: Cell;
  /** Fresh parameters; the caller owns the tensors. */
  init(rng: Rng): ModelParams;
  /** inputs [batch, time, inputSize] to logits [batch, outputSize], read from the last step. */
  forward(params: ModelParams, inputs: tf.Tensor3D): tf.Tensor2D;
}

/**
 * The model that learns a dataset.
 *
 * @throws RangeError if hiddenSize is not a positive integer
 */
export function createModel(
  { inputSize, outputSize }: Pick<SequenceDataset, 'inputSize' | 'outputSize'>,
  cellName: CellName,
  { hiddenSize, initialization, forgetBias }: ModelSettings,
): Model {
  const uniform = initialization === 'uniform';
  const options = {
    inputSize,
    hiddenSize,
    initializer: uniform ? 'uniform' : 'glorot',
    recurrentInitializer: initialization,
    biasInitializer: uniform ? 'uniform' : 'zeros',
  } as const;
  const cells = {
    rnn: () => rnnCell(options),
    gru: () => gruCell(options),
    lstm: () => lstmCell({ ...options, forgetBias }),
  };
  const cell = cells[cellName]() as unknown as Cell;
  const head = readout({ hiddenSize, outputSize, initializer: options.initializer });
  return {
    cell,
    init: (rng) => ({ cell: cell.init(rng), readout: head.init(rng) }),
    forward: (params, inputs) =>
      head.apply(params.readout, lastStep(unroll(cell, params.cell, inputs).outputs)),
  };
}
