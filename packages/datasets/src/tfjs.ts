import { type Tensor, type Tensor3D, tensor, tensor3d } from '@tensorflow/tfjs-core';
import { type Dataset, generator } from '@tensorflow/tfjs-data';
import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { SequenceBatch, SequenceDataset } from './sequence.js';
import { type TensorBatch, toTensors } from './tensors.js';

export * from './tensors.js';

export interface TensorDatasetOptions {
  readonly rng: Rng;
  readonly batchSize: number;
  /** Batches until an iterator of the dataset ends. */
  readonly batchesPerEpoch: number;
}

/**
 * A dataset as a `tf.data.Dataset` of tensor batches. Each iterator draws new examples from `rng`, so an
 * epoch does not repeat the one before. For `fitDataset` there is `labelledDataset`.
 *
 * @throws RangeError if batchSize or batchesPerEpoch is not a positive integer
 * @example
 * const examples = tensorDataset(palindrome({ length: 6 }), { rng: createRng(1), batchSize: 64, batchesPerEpoch: 2 });
 * const shapes: number[][] = [];
 * await examples.forEachAsync(({ inputs }) => void shapes.push(inputs.shape));
 * shapes; // → [[64, 5, 10], [64, 5, 10]]
 */
export function tensorDataset(dataset: SequenceDataset, options: TensorDatasetOptions): Dataset<TensorBatch> {
  return batches('tensorDataset', dataset, options, toTensors);
}

/** A batch as `fitDataset` takes it: inputs [batch, time, inputSize], and targets as float32, classes as well. */
export type LabelledBatch = { xs: Tensor3D; ys: Tensor };

/**
 * The same for `model.fitDataset`, as it is. A model of classes is compiled with the loss 'sparseCategoricalCrossentropy'.
 *
 * @throws RangeError as `tensorDataset`
 * @throws TypeError at a batch with a mask, which `fitDataset` has no place for
 * @example
 * const labelled = labelledDataset(palindrome({ length: 6 }), { rng: createRng(1), batchSize: 64, batchesPerEpoch: 2 });
 * const layers = [lstm({ units: 8, inputShape: [5, 10] }), tf.layers.dense({ units: 10, activation: 'softmax' })];
 * const model = tf.sequential({ layers });
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
 * const { epoch } = await model.fitDataset(labelled, { epochs: 1, verbose: 0 });
 * epoch; // → [0]
 */
export function labelledDataset(
  dataset: SequenceDataset,
  options: TensorDatasetOptions,
): Dataset<LabelledBatch> {
  return batches('labelledDataset', dataset, options, ({ inputs, targets, mask }) => {
    if (mask)
      throw new TypeError(
        `labelledDataset: ${dataset.name} says by a mask which steps are scored, which fitDataset has no place for; map a tensorDataset to what the model takes`,
      );
    return {
      xs: tensor3d(inputs.data, inputs.shape as [number, number, number], 'float32'),
      ys: tensor(targets.data, [...targets.shape], 'float32'),
    };
  });
}

function batches<T extends TensorBatch | LabelledBatch>(
  where: string,
  dataset: SequenceDataset,
  { rng, batchSize, batchesPerEpoch }: TensorDatasetOptions,
  tensorsOf: (batch: SequenceBatch) => T,
): Dataset<T> {
  requireInteger(where, 'batchSize', batchSize, 1);
  requireInteger(where, 'batchesPerEpoch', batchesPerEpoch, 1);
  return generator(function* () {
    for (let i = 0; i < batchesPerEpoch; i++) yield tensorsOf(dataset.batch(rng, batchSize));
  });
}
