import type * as tf from '@tensorflow/tfjs';
import {
  lastStep,
  type ReadoutParams,
  readout,
  stateGradientNorms,
  type TensorTree,
  unroll,
} from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';
import { type CellName, createCell } from './cell.js';
import type { Model, ModelSettings } from './model.js';

export type RecurrentParams = { readonly cell: TensorTree; readonly readout: ReadoutParams };

/** A recurrence over the input and a linear readout of every step, or of the last one alone. */
export function recurrentModel(
  { inputSize, outputSize, scheme }: Pick<SequenceDataset, 'inputSize' | 'outputSize' | 'scheme'>,
  cellName: CellName,
  settings: ModelSettings,
): Model<RecurrentParams> {
  const { hiddenSize, initialization } = settings;
  const recurrence = createCell(cellName, inputSize, settings);
  const head = readout({
    hiddenSize,
    outputSize,
    initializer: initialization === 'uniform' ? 'uniform' : 'glorot',
  });
  const answer = (params: RecurrentParams, outputs: tf.Tensor3D) =>
    scheme === 'many-to-one'
      ? head.apply(params.readout, lastStep(outputs))
      : head.apply(params.readout, outputs);
  return {
    init: (rng) => ({ cell: recurrence.init(rng), readout: head.init(rng) }),
    forward: (params, { inputs }) => answer(params, unroll(recurrence, params.cell, inputs).outputs),
    forwardEveryStep: (params, inputs) =>
      head.apply(params.readout, unroll(recurrence, params.cell, inputs).outputs),
    states: (params, inputs) => unroll(recurrence, params.cell, inputs).outputs,
    stateGradientNorms: (params, { inputs }, loss) =>
      stateGradientNorms(recurrence, params.cell, inputs, ({ outputs }) => loss(answer(params, outputs))),
  };
}
