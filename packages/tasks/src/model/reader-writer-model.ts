import * as tf from '@tensorflow/tfjs-core';
import {
  type Cell,
  decode,
  mostLikely,
  type ReadoutParams,
  readout,
  type TensorTree,
  unroll,
} from '@unrolled/cells';
import type { RecurrentSettings } from '../spec/models.js';
import type { SequenceKind } from '../spec/task.js';
import type { Model } from './model.js';

export type ReaderWriterParams = { readonly cell: TensorTree; readonly readout: ReadoutParams };

/** The width of a reader–writer's input. */
export function readerWriterSize({
  inputSize,
  outputSize,
}: Pick<SequenceKind, 'inputSize' | 'outputSize'>): number {
  return inputSize + outputSize + 1;
}

/**
 * An encoder–decoder whose two halves are one network, which learns where separate weights do not. It first
 * reads the whole input, then writes as many outputs. Its input is, side by side, the digits to read (zero
 * while it writes), the output before (zero while it reads, or without feedback), and 1 while it writes. An output is fed
 * back as ±1 where it is binary, one-hot where it is a class, and as it is where it is a number.
 */
export function readerWriterModel(
  {
    inputSize,
    outputSize,
    targetKind,
    padding,
  }: Pick<SequenceKind, 'inputSize' | 'outputSize' | 'targetKind' | 'padding'>,
  cell: Cell,
  { hiddenSize, initialization, feedback }: RecurrentSettings,
): Model<ReaderWriterParams> {
  const head = readout({
    hiddenSize,
    outputSize,
    initializer: initialization === 'uniform' ? 'uniform' : 'glorot',
  });

  /** What is fed while writing, from the outputs before, [..., outputSize]. */
  const fed = <T extends tf.Tensor>(previous: T): T => {
    const leading = previous.shape.slice(0, -1);
    const nothingToRead = tf.zeros([...leading, inputSize]);
    return tf.concat([nothingToRead, previous, tf.ones([...leading, 1])], -1) as T;
  };
  const signed = <T extends tf.Tensor>(digits: T) => tf.sub(tf.mul(2, digits), 1) as T;
  /** What is fed back of the truth [batch, time, …], and of an output [batch, outputSize]. */
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

  return {
    init: (rng) => ({ cell: cell.init(rng), readout: head.init(rng) }),
    forward(params, { inputs, targets, mask }, teaching) {
      const [batchSize, time] = inputs.shape;
      const nothingWritten = tf.zeros([batchSize, time, outputSize + 1]);
      const { finalState: initialState } = unroll(
        cell,
        params.cell,
        tf.concat([inputs, nothingWritten], 2) as tf.Tensor3D,
        mask && padding !== 'front' ? { mask } : {},
      );
      const silent = tf.zeros<tf.Rank.R3>([batchSize, time, outputSize]);
      const free = feedback !== 'none' && !teaching;
      const { outputs } = decode(cell, head, params.cell, params.readout, {
        initialState,
        steps: time,
        start: fed(tf.zeros<tf.Rank.R2>([batchSize, outputSize])),
        feedback: (logits) => fed(output(logits)),
        ...(!free && { targets: fed(feedback === 'none' ? silent : truth(targets as tf.Tensor3D)) }),
        ...(teaching && feedback !== 'none' && teaching),
      });
      return outputs;
    },
  };
}
