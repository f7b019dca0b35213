import * as tf from '@tensorflow/tfjs';
import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { SequenceBatch, SequenceDataset } from './sequence.js';

/** A batch as tensors; whoever holds it disposes them. */
export type TensorBatch = {
  /** [batch, time, inputSize] */
  inputs: tf.Tensor3D;
  /** As in the batch: int32 classes or float32 vectors. */
  targets: tf.Tensor;
  /** [batch, time], where the batch has one. */
  mask?: tf.Tensor2D;
};

/**
 * A batch as tensors of the same shapes, on whichever backend is in use.
 * @example
 * const { inputs, targets } = toTensors(parity({ length: 8 }).batch(createRng(1), 32));
 */
export function toTensors({ inputs, targets, mask }: SequenceBatch): TensorBatch {
  const dtype = targets.data instanceof Int32Array ? 'int32' : 'float32';
  return {
    inputs: tf.tensor3d(inputs.data, inputs.shape as [number, number, number], 'float32'),
    targets: tf.tensor(targets.data, [...targets.shape], dtype),
    ...(mask && { mask: tf.tensor2d(mask.data, mask.shape as [number, number], 'float32') }),
  };
}

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
): tf.data.Dataset<TensorBatch> {
  requireInteger('tensorDataset', 'batchSize', batchSize, 1);
  requireInteger('tensorDataset', 'batchesPerEpoch', batchesPerEpoch, 1);
  return tf.data.generator(function* () {
    for (let i = 0; i < batchesPerEpoch; i++) yield toTensors(dataset.batch(rng, batchSize));
  });
}
