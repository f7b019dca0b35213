import * as tf from '@tensorflow/tfjs';
import type { Rng, SequenceDataset } from '@unrolled/datasets';
import { toTensors } from '@unrolled/datasets/tfjs';
import { accuracy, crossEntropy } from './loss.js';
import type { Model, ModelParams } from './model.js';

export interface Evaluation {
  /** Mean over the examples, nats. */
  readonly loss: number;
  /** Share answered right, in [0, 1]. */
  readonly accuracy: number;
}

const examplesPerBatch = 500;

/** Scores a model on `count` examples drawn from `rng`. */
export async function evaluate(
  model: Model,
  params: ModelParams,
  dataset: SequenceDataset,
  rng: Rng,
  count: number,
): Promise<Evaluation> {
  let loss = 0;
  let right = 0;
  for (let done = 0; done < count; done += examplesPerBatch) {
    const size = Math.min(examplesPerBatch, count - done);
    const scores = tf.tidy(() => {
      const { inputs, targets } = toTensors(dataset.batch(rng, size));
      const logits = model.forward(params, inputs);
      const classes = targets as tf.Tensor1D;
      return tf.stack([crossEntropy(logits, classes), accuracy(logits, classes)]);
    });
    const [batchLoss = Number.NaN, batchAccuracy = Number.NaN] = await scores.data();
    scores.dispose();
    loss += (batchLoss * size) / count;
    right += Math.round(batchAccuracy * size);
  }
  return { loss, accuracy: right / count };
}
