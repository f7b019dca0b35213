import * as tf from '@tensorflow/tfjs-core';
import { mostLikely } from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { TransformerSettings } from '../spec/models.js';
import type { ModelShape, Teaching } from './model.js';

/**
 * What a network that first reads and then writes is fed while it writes, as `decode` is told it: side by side nothing to read,
 * the output before, and 1 as a sign that it writes. An output is fed back as ±1 where it is binary, one-hot where it is a
 * class, and as it is where it is a number; without feedback zeros stand in its place.
 */
export function fedBack(
  { inputSize, outputSize, targetKind }: Pick<ModelShape, 'inputSize' | 'outputSize' | 'targetKind'>,
  feedback: TransformerSettings['feedback'],
) {
  /** From outputs as they are fed back, [..., outputSize]. */
  const fed = <T extends tf.Tensor>(previous: T): T => {
    const leading = previous.shape.slice(0, -1);
    const nothingToRead = tf.zeros([...leading, inputSize]);
    return tf.concat([nothingToRead, previous, tf.ones([...leading, 1])], -1) as T;
  };
  const signed = <T extends tf.Tensor>(digits: T) => tf.sub(tf.mul(2, digits), 1) as T;
  /** Of the truth [batch, time, …], and of an output [batch, outputSize]. */
  const { truth, output } = {
    binary: {
      truth: signed<tf.Tensor3D>,
      output: (logits: tf.Tensor2D) => signed(tf.step(logits) as tf.Tensor2D),
    },
    class: {
      truth: (classes: tf.Tensor) => tf.cast(tf.oneHot(classes, outputSize), 'float32') as tf.Tensor3D,
      output: mostLikely,
    },
    real: { truth: (numbers: tf.Tensor3D) => numbers, output: (numbers: tf.Tensor2D) => numbers },
  }[targetKind];
  const isFed = feedback !== 'none';
  return ({ inputs, targets }: TensorBatch, teaching: Teaching | undefined) => {
    const [batchSize, time] = inputs.shape;
    const known = () =>
      isFed ? truth(targets as tf.Tensor3D) : tf.zeros<tf.Rank.R3>([batchSize, time, outputSize]);
    return {
      steps: time,
      start: fed(tf.zeros<tf.Rank.R2>([batchSize, outputSize])),
      feedback: (logits: tf.Tensor2D) => fed(output(logits)),
      ...((teaching || !isFed) && { targets: fed(known()) }),
      ...(teaching && isFed && { teacherForcing: teaching.teacherForcing, rng: teaching.rng }),
    };
  };
}
