import * as tf from '@tensorflow/tfjs-core';
import {
  type Cell,
  type ReadoutParams,
  type Recurrence,
  readout,
  stateGradientNorms,
  type TensorTree,
  unroll,
} from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { RecurrentSettings } from '../spec/models.js';
import { answering } from './answering.js';
import type { Model, Teaching } from './model.js';

export type RecurrentParams = { readonly cell: TensorTree; readonly readout: ReadoutParams };

/**
 * A recurrence over the input and a linear readout of every step, or of the last one alone; of one that reads both ways, of
 * either way's last.
 *
 * @param inTraining the same recurrence as it drops what it reads where it is given an rng
 */
export function recurrentModel(
  { outputSize, scheme }: Pick<SequenceDataset, 'outputSize' | 'scheme'>,
  { recurrence, inTraining }: { readonly recurrence: Recurrence; readonly inTraining: Recurrence },
  { hiddenSize, initialization, bidirectional }: RecurrentSettings,
): Model<RecurrentParams> {
  const head = readout({
    hiddenSize: recurrence.hiddenSize,
    outputSize,
    initializer: initialization === 'uniform' ? 'uniform' : 'glorot',
  });
  const answer = (params: RecurrentParams, outputs: tf.Tensor3D, mask?: tf.Tensor2D) =>
    head.apply(
      params.readout,
      bidirectional && scheme === 'many-to-one'
        ? lastOfBoth(outputs, hiddenSize)
        : answering(scheme, outputs, mask),
    );
  const states = (params: RecurrentParams, inputs: tf.Tensor3D) =>
    unroll(recurrence, params.cell, inputs).outputs;
  const read = (
    params: RecurrentParams,
    { inputs, mask }: TensorBatch,
    teaching: Teaching | undefined,
    from?: { readonly initialState: TensorTree },
  ) => {
    const rng = teaching?.dropout && { rng: teaching.dropout };
    const { outputs, finalState } = unroll(inTraining, params.cell, inputs, { ...rng, ...from });
    return { logits: answer(params, outputs, mask), finalState };
  };
  return {
    init: (rng) => ({ cell: recurrence.init(rng), readout: head.init(rng) }),
    forward: (params, batch, teaching) => read(params, batch, teaching).logits,
    states,
    // What reads backwards has no states between the steps, and says nothing before it has read all.
    ...(!bidirectional && {
      stream: {
        initialState: recurrence.initialState,
        forward: (
          params: RecurrentParams,
          batch: TensorBatch,
          initialState: TensorTree,
          teaching?: Teaching,
        ) => read(params, batch, teaching, { initialState }),
      },
      forwardEveryStep: (params: RecurrentParams, inputs: tf.Tensor3D) =>
        head.apply(params.readout, states(params, inputs)),
      stateGradientNorms: (
        params: RecurrentParams,
        { inputs, mask }: TensorBatch,
        loss: (logits: tf.Tensor) => tf.Tensor,
      ) =>
        stateGradientNorms(recurrence as Cell, params.cell, inputs, ({ outputs }) =>
          loss(answer(params, outputs, mask)),
        ),
    }),
  };
}

/** Of [batch, time, 2·size] the forward half after the last step, and the backward half after the first. */
function lastOfBoth(outputs: tf.Tensor3D, size: number): tf.Tensor2D {
  const [batchSize, time] = outputs.shape;
  const at = (t: number, from: number) =>
    tf.reshape<tf.Rank.R2>(tf.slice(outputs, [0, t, from], [batchSize, 1, size]), [batchSize, size]);
  return tf.concat2d([at(time - 1, 0), at(0, size)], 1);
}
