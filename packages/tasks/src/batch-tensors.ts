import * as tf from '@tensorflow/tfjs';
import type { SequenceBatch } from '@unrolled/datasets';

/** A batch as tensors; the caller disposes them. */
export function batchTensors({ inputs, targets }: SequenceBatch): {
  inputs: tf.Tensor3D;
  targets: tf.Tensor;
} {
  const dtype = targets.data instanceof Int32Array ? 'int32' : 'float32';
  return {
    inputs: tf.tensor(inputs.data, [...inputs.shape] as [number, number, number], 'float32'),
    targets: tf.tensor(targets.data, [...targets.shape], dtype),
  };
}
