import * as tf from '@tensorflow/tfjs-core';
import type { SequenceBatch } from './sequence.js';

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
 *
 * @example
 * const { inputs, targets } = toTensors(parity({ length: 8 }).batch(createRng(1), 32));
 * inputs.shape; // → [32, 8, 1]
 */
export function toTensors({ inputs, targets, mask }: SequenceBatch): TensorBatch {
  const dtype = targets.data instanceof Int32Array ? 'int32' : 'float32';
  return {
    inputs: tf.tensor3d(inputs.data, inputs.shape as [number, number, number], 'float32'),
    targets: tf.tensor(targets.data, [...targets.shape], dtype),
    ...(mask && { mask: tf.tensor2d(mask.data, mask.shape as [number, number], 'float32') }),
  };
}
