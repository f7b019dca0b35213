import * as tf from '@tensorflow/tfjs';
import { type Cell, lstmCell, type Rng, rnnCell, type TensorTree, uniform, unroll } from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';

export const cellNames = ['rnn', 'lstm'] as const;
export type CellName = (typeof cellNames)[number];

const cellFactories: Record<CellName, (size: { inputSize: number; hiddenSize: number }) => Cell> = {
  rnn: rnnCell as never,
  lstm: lstmCell as never,
};

export type ModelParams = {
  readonly cell: TensorTree;
  readonly readout: { readonly kernel: tf.Tensor2D; readonly bias: tf.Tensor1D };
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
export function createModel(dataset: SequenceDataset, cellName: CellName, hiddenSize: number): Model {
  const { inputSize, outputSize } = dataset;
  const cell = cellFactories[cellName]({ inputSize, hiddenSize });
  const limit = 1 / Math.sqrt(hiddenSize);
  return {
    cell,
    init: (rng) => ({
      cell: cell.init(rng),
      readout: {
        kernel: uniform(rng, [hiddenSize, outputSize], limit),
        bias: uniform(rng, [outputSize], limit),
      },
    }),
    forward(params, inputs) {
      const { outputs } = unroll(cell, params.cell, inputs);
      const [batchSize, time] = outputs.shape;
      const last = tf.reshape(tf.slice(outputs, [0, time - 1, 0], [batchSize, 1, hiddenSize]), [
        batchSize,
        hiddenSize,
      ]);
      return tf.add(tf.matMul(last, params.readout.kernel), params.readout.bias) as tf.Tensor2D;
    },
  };
}
