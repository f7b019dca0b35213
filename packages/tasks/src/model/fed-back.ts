import * as tf from '@tensorflow/tfjs-core';
import { mostLikely } from '@unrolled/cells';
import type { SequenceKind } from '../spec/task.js';
import type { Teaching } from './model.js';

/**
 * What a network that first reads and then writes is fed while it writes: side by side nothing to read, the output before, and
 * 1 as a sign that it writes. An output is fed back as ±1 where it is binary, one-hot where it is a class, and as it is
 * where it is a number.
 */
export function fedBack({
  inputSize,
  outputSize,
  targetKind,
}: Pick<SequenceKind, 'inputSize' | 'outputSize' | 'targetKind'>) {
  const signed = <T extends tf.Tensor>(digits: T) => tf.sub(tf.mul(2, digits), 1) as T;
  return {
    /** From outputs as they are fed back, [..., outputSize]. */
    fed<T extends tf.Tensor>(previous: T): T {
      const leading = previous.shape.slice(0, -1);
      const nothingToRead = tf.zeros([...leading, inputSize]);
      return tf.concat([nothingToRead, previous, tf.ones([...leading, 1])], -1) as T;
    },
    ...{
      binary: {
        /** Of the truth [batch, time, …]. */
        truth: signed<tf.Tensor3D>,
        /** Of an output [batch, outputSize]. */
        output: (logits: tf.Tensor2D) => signed(tf.step(logits) as tf.Tensor2D),
      },
      class: {
        truth: (classes: tf.Tensor) => tf.cast(tf.oneHot(classes, outputSize), 'float32') as tf.Tensor3D,
        output: mostLikely,
      },
      real: { truth: (numbers: tf.Tensor3D) => numbers, output: (numbers: tf.Tensor2D) => numbers },
    }[targetKind],
  };
}

/** What `decode` is told of it. */
export const asFed = ({ teacherForcing, rng }: Teaching) => ({ teacherForcing, rng });
