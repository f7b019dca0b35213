import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import { crossEntropyKernel } from '@unrolled/kernels/contract';

export type TargetKind = SequenceDataset['targetKind'];

type Answer = Pick<TensorBatch, 'targets' | 'mask'>;

/** Where every step answers, which are scored; where one answer is due, the mask says after which step it is read. */
const scoredSteps = (logits: tf.Tensor, { mask }: Answer) => (logits.shape.length === 3 ? mask : undefined);

/**
 * The loss of logits, per scored element: cross-entropy in nats of classes [batch] or [batch, time] or of
 * binary digits [..., outputSize], squared error of real numbers.
 */
export function meanLoss(kind: TargetKind, logits: tf.Tensor, answer: Answer): tf.Scalar {
  if (kind === 'real') return reduced(kind, logits, answer, tf.Reduction.SUM_BY_NONZERO_WEIGHTS);
  const { targets } = answer;
  const mask = scoredSteps(logits, answer);
  if (kind === 'class' && tf.getKernel(crossEntropyKernel, tf.getBackend()))
    return crossEntropy(logits, targets, mask as tf.Tensor2D | undefined) as tf.Scalar;
  // Differentiated by hand because for a small net the many operations of the loss cost more than its recurrence.
  const loss = tf.customGrad((logits, save) => {
    const { losses, slope } = crossEntropies[kind](logits as tf.Tensor, targets);
    const weights = mask ? tf.reshape(mask, [...mask.shape, 1]) : tf.ones(losses.shape.map(() => 1));
    const count = mask ? tf.mul(tf.sum(mask), losses.shape.at(-1)!) : tf.scalar(losses.size);
    const scale = tf.div(weights, count);
    (save as (tensors: tf.Tensor[]) => void)([tf.mul(slope, scale)]);
    return {
      value: tf.sum(tf.mul(losses, scale)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!),
    };
  });
  return loss(logits) as tf.Scalar;
}

/** The losses of logits, [..., 1] of classes and else [..., outputSize], and their derivatives by the logits. */
const crossEntropies = {
  /** −ln softmax(z)_y, of which ∂/∂z = softmax(z) − 1_y. */
  class(z: tf.Tensor, y: tf.Tensor) {
    const one = tf.cast(tf.oneHot(y, z.shape.at(-1)!), 'float32'); // wasm's own kernel knows no other type than int32
    const shifted = tf.sub(z, tf.max(z, -1, true));
    const powers = tf.exp(shifted);
    const total = tf.sum(powers, -1, true);
    const losses = tf.sub(tf.log(total), tf.sum(tf.mul(shifted, one), -1, true));
    return { losses, slope: tf.sub(tf.div(powers, total), one) };
  },
  /** ∂/∂z = σ(z) − y */
  binary: (z: tf.Tensor, y: tf.Tensor) => ({
    losses: binaryCrossEntropy(z, y),
    slope: tf.sub(tf.sigmoid(z), y),
  }),
};

/** −y ln σ(z) − (1 − y) ln(1 − σ(z)) = max(z, 0) − z·y + ln(1 + e^−|z|), which no z overflows. */
function binaryCrossEntropy(z: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log1p(tf.exp(tf.neg(tf.abs(z)))));
}

function reduced(kind: TargetKind, logits: tf.Tensor, answer: Answer, by: tf.Reduction): tf.Scalar {
  const { targets } = answer;
  const mask = scoredSteps(logits, answer);
  if (kind === 'class') {
    const labels = tf.oneHot(targets, logits.shape.at(-1)!);
    return tf.losses.softmaxCrossEntropy(labels, logits, mask, 0, by) as tf.Scalar;
  }
  const weights = mask && tf.expandDims(mask, -1);
  return (
    kind === 'binary'
      ? tf.losses.sigmoidCrossEntropy(targets, logits, weights, 0, by)
      : tf.losses.meanSquaredError(targets, logits, weights, by)
  ) as tf.Scalar;
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
    const loss = reduced(kind, logits, answer, tf.Reduction.SUM);
    const right = rightAnswers(kind, logits, targets);
    const [batchSize = 1] = right.shape;
    const scored = mask ?? tf.onesLike(right);
    const wrong = tf.reshape(tf.mul(tf.sub(1, right), scored), [batchSize, -1]);
    const allRight = tf.sub(1, tf.max(wrong, 1));
    return tf.stack([
      loss,
      tf.sum(scored),
      tf.sum(tf.mul(right, scored)),
      tf.scalar(batchSize),
      tf.sum(allRight),
    ]) as tf.Tensor1D;
  });
}

/** The share of the scored elements answered right. */
export function accuracyOf(kind: TargetKind, logits: tf.Tensor, answer: Answer): tf.Scalar {
  return tf.tidy(() => {
    const mask = scoredSteps(logits, answer);
    const right = rightAnswers(kind, logits, answer.targets);
    return (mask ? tf.div(tf.sum(tf.mul(right, mask)), tf.sum(mask)) : tf.mean(right)) as tf.Scalar;
  });
}

/** 1 where the answer is right, else 0: [batch] or [batch, time]. No real number is right to the last bit. */
export function rightAnswers(kind: TargetKind, logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  if (kind === 'class') return tf.cast(tf.equal(tf.argMax(logits, -1), targets), 'float32');
  if (kind === 'real') return tf.zeros(targets.shape.slice(0, -1));
  return tf.min(tf.cast(tf.equal(tf.step(logits), targets), 'float32'), -1);
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
