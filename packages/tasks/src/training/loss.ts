import * as tf from '@tensorflow/tfjs-core';
import { rightAnswers, scoredLosses, type TargetKind } from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tensors';

type Answer = Pick<TensorBatch, 'targets' | 'mask'>;

/** Where every step answers, which are scored; where one answer is due, the mask says after which step it is read. */
const scoredSteps = (logits: tf.Tensor, { mask }: Answer) => (logits.shape.length === 3 ? mask : undefined);

/**
 * The loss of logits, per scored element: cross-entropy in nats of classes [batch] or [batch, time] or of
 * binary digits [..., outputSize], squared error of real numbers; and the share of the scored elements answered right.
 */
export function lossAndAccuracy(kind: TargetKind, logits: tf.Tensor, answer: Answer) {
  return scoredLosses[kind](logits, answer.targets, scoredSteps(logits, answer));
}

/** Sums over a batch, from which means over many batches are made. */
export interface Score {
  readonly loss: number;
  /** Elements that were scored. */
  readonly elements: number;
  /** Elements answered right. */
  readonly right: number;
  readonly examples: number;
  /** Examples with every element right. */
  readonly allRight: number;
}

/** A {@link Score} as a tensor, in the order of its fields. */
export function scoreOf(kind: TargetKind, logits: tf.Tensor, answer: Answer): tf.Tensor1D {
  return tf.tidy(() => {
    const { targets } = answer;
    const mask = scoredSteps(logits, answer);
    const right = rightAnswers(kind, logits, targets);
    const [batchSize = 1] = right.shape;
    const scored = mask ?? tf.onesLike(right);
    const wrong = tf.reshape(tf.mul(tf.sub(1, right), scored), [batchSize, -1]);
    const allRight = tf.sub(1, tf.max(wrong, 1));
    const elements = tf.sum(scored);
    const numbers = tf.mul(elements, kind === 'class' ? 1 : logits.shape.at(-1)!);
    return tf.stack([
      tf.mul(lossAndAccuracy(kind, logits, answer).loss, numbers),
      elements,
      tf.sum(tf.mul(right, scored)),
      tf.scalar(batchSize),
      tf.sum(allRight),
    ]) as tf.Tensor1D;
  });
}

export function scoreFrom(values: ArrayLike<number>): Score {
  const [loss = Number.NaN, elements = 0, right = 0, examples = 0, allRight = 0] = Array.from(values);
  return { loss, elements, right, examples, allRight };
}

export function addScores(a: Score, b: Score): Score {
  return {
    loss: a.loss + b.loss,
    elements: a.elements + b.elements,
    right: a.right + b.right,
    examples: a.examples + b.examples,
    allRight: a.allRight + b.allRight,
  };
}
