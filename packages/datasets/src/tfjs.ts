import { type Dataset, generator } from '@tensorflow/tfjs-data';
import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { SequenceDataset } from './sequence.js';
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
 * epoch does not repeat the one before. `fitDataset` wants elements called xs and ys, float targets, and has no
 * place for a mask: map to what the model takes.
 *
 * @throws RangeError if batchSize or batchesPerEpoch is not a positive integer
 * @example
 * const examples = tensorDataset(palindrome({ length: 6 }), { rng: createRng(1), batchSize: 64, batchesPerEpoch: 100 });
 * const labelled = examples.map(({ inputs, targets }) => ({ xs: inputs, ys: tf.cast(targets, 'float32') }));
 * await model.fitDataset(labelled, { epochs: 3 }); // compiled with loss 'sparseCategoricalCrossentropy'
 */
export function tensorDataset(
  dataset: SequenceDataset,
  { rng, batchSize, batchesPerEpoch }: TensorDatasetOptions,
): Dataset<TensorBatch> {
  requireInteger('tensorDataset', 'batchSize', batchSize, 1);
  requireInteger('tensorDataset', 'batchesPerEpoch', batchesPerEpoch, 1);
  return generator(function* () {
    for (let i = 0; i < batchesPerEpoch; i++) yield toTensors(dataset.batch(rng, batchSize));
  });
}
