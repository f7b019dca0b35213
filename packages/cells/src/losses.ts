import * as tf from '@tensorflow/tfjs-core';
import type { LossName } from '@unrolled/kernels/contract';
import { lossAndAccuracy, right } from './ops/loss-and-accuracy.js';

/**
 * What is to be made small: a mean over every element, or over the steps where the mask [batch, time] is not 0, and 0 where
 * there is none. With its gradient it is one kernel call where the backend has it, and can be differentiated twice.
 *
 * @throws ShapeError unless targets and mask fit
 */
export type Loss = (predicted: tf.Tensor, targets: tf.Tensor, mask?: tf.Tensor2D) => tf.Scalar;

/**
 * A loss, and with it the share of answers that are right: a class whose logit is the largest, all digits of a step whose logits
 * are above 0 where they are 1, and no real number. Only the loss can be differentiated.
 */
export type ScoredLoss = (...of: Parameters<Loss>) => {
  readonly loss: tf.Scalar;
  readonly accuracy: tf.Scalar;
};

const scoredLoss =
  (where: string, name: LossName): ScoredLoss =>
  (logits, targets, mask) =>
    lossAndAccuracy(where, name, logits, targets, mask);

const lossNames = {
  class: 'SoftmaxCrossEntropy',
  binary: 'SigmoidCrossEntropy',
  real: 'SquaredError',
} as const;

/** By what targets are: `crossEntropy`, `binaryCrossEntropy` and `squaredError`. */
export const scoredLosses = {
  class: scoredLoss('crossEntropy', lossNames.class),
  binary: scoredLoss('binaryCrossEntropy', lossNames.binary),
  real: scoredLoss('squaredError', lossNames.real),
} as const;

/** What targets are: classes, digits that are 0 or 1, or real numbers. */
export type TargetKind = keyof typeof scoredLosses;

/**
 * 1 where an answer is right, else 0, float32 [batch] or [batch, time]: as {@link ScoredLoss} counts them.
 *
 * @example
 * rightAnswers('class', tf.tensor2d([[3, 1], [0, 2]]), tf.tensor1d([0, 0], 'int32')); // → [1, 0]
 */
export const rightAnswers = (kind: TargetKind, logits: tf.Tensor, targets: tf.Tensor): tf.Tensor =>
  tf.tidy(() => right[lossNames[kind]](logits, targets));

const alone =
  (scored: ScoredLoss): Loss =>
  (predicted, targets, mask) =>
    tf.tidy(() => scored(predicted, targets, mask).loss);

/**
 * −ln softmax(z)_y, in nats: logits z [batch, classes] or [batch, time, classes], classes y of integers, one axis less.
 *
 * @example
 * crossEntropy(tf.tensor2d([[0, 0, 0, 0]]), tf.tensor1d([2], 'int32')); // → 1.3863
 */
export const crossEntropy: Loss = alone(scoredLosses.class);

/**
 * −y ln σ(z) − (1 − y) ln(1 − σ(z)), in nats: logits z and digits y, 0 or 1, of one shape.
 *
 * @example
 * binaryCrossEntropy(tf.tensor2d([[0]]), tf.tensor2d([[1]])); // → 0.6931
 */
export const binaryCrossEntropy: Loss = alone(scoredLosses.binary);

/**
 * (p − y)², of numbers of one shape.
 *
 * @example
 * squaredError(tf.tensor2d([[1]]), tf.tensor2d([[3]])); // → 4
 */
export const squaredError: Loss = alone(scoredLosses.real);
