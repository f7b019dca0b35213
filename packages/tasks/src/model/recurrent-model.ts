import type * as tf from '@tensorflow/tfjs-core';
import {
  type Cell,
  type ReadoutParams,
  readout,
  stateGradientNorms,
  type TensorTree,
  unroll,
} from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';
import type { RecurrentSettings } from '../spec/models.js';
import { answering } from './answering.js';
import type { Model } from './model.js';

export type RecurrentParams = { readonly cell: TensorTree; readonly readout: ReadoutParams };

/** A recurrence over the input and a linear readout of every step, or of the last one alone. */
export function recurrentModel(
  { outputSize, scheme }: Pick<SequenceDataset, 'outputSize' | 'scheme'>,
  recurrence: Cell,
  { hiddenSize, initialization }: RecurrentSettings,
): Model<RecurrentParams> {
  const head = readout({
    hiddenSize,
    outputSize,
    initializer: initialization === 'uniform' ? 'uniform' : 'glorot',
  });
  const answer = (params: RecurrentParams, outputs: tf.Tensor3D, mask?: tf.Tensor2D) =>
    head.apply(params.readout, answering(scheme, outputs, mask));
  return {
    init: (rng) => ({ cell: recurrence.init(rng), readout: head.init(rng) }),
    forward: (params, { inputs, mask }) =>
      answer(params, unroll(recurrence, params.cell, inputs).outputs, mask),
    forwardEveryStep: (params, inputs) =>
      head.apply(params.readout, unroll(recurrence, params.cell, inputs).outputs),
    states: (params, inputs) => unroll(recurrence, params.cell, inputs).outputs,
    stateGradientNorms: (params, { inputs, mask }, loss) =>
      stateGradientNorms(recurrence, params.cell, inputs, ({ outputs }) =>
        loss(answer(params, outputs, mask)),
      ),
  };
}
