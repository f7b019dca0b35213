import * as tf from '@tensorflow/tfjs-core';
import { type ReadoutParams, readout, ShapeError } from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';
import type { FeedForwardSettings } from '../spec/models.js';
import type { Model } from './model.js';

export type FeedForwardParams = { readonly hidden: ReadoutParams; readonly readout: ReadoutParams };

/**
 * All steps of the input at once, a layer of rectified linear units, and a linear readout. Its `forward` throws a
 * ShapeError for sequences of another length.
 */
export function feedForwardModel(
  {
    inputSize,
    outputSize,
    steps,
  }: Pick<SequenceDataset, 'inputSize' | 'outputSize'> & { readonly steps: number },
  { hiddenSize }: FeedForwardSettings,
): Model<FeedForwardParams> {
  const width = steps * inputSize;
  const hidden = readout({ hiddenSize: width, outputSize: hiddenSize, initializer: 'he' });
  const head = readout({ hiddenSize, outputSize });
  return {
    init: (rng) => ({ hidden: hidden.init(rng), readout: head.init(rng) }),
    forward(params, { inputs }) {
      if (inputs.shape[1] !== steps)
        throw new ShapeError('feedforward', 'inputs', ['batch', steps, inputSize], inputs.shape);
      const flat = tf.reshape(inputs, [inputs.shape[0], width]) as tf.Tensor2D;
      return head.apply(params.readout, tf.relu(hidden.apply(params.hidden, flat)));
    },
  };
}
