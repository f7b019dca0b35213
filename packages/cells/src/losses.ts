import * as tf from '@tensorflow/tfjs-core';
import { fusedCrossEntropy } from './ops/cross-entropy.js';

/** What is to be made small: a mean over every element, or over the steps where the mask [batch, time] is 1. */
export type Loss = (predicted: tf.Tensor, targets: tf.Tensor, mask?: tf.Tensor2D) => tf.Scalar;

/** −ln softmax(z)_y, in nats: logits z [batch, classes] or [batch, time, classes], classes y of integers, one axis less. */
export const crossEntropy: Loss = (logits, targets, mask) =>
  tf.tidy(() => {
    const count = logits.shape.at(-1)!;
    const fused = fusedCrossEntropy(tf.reshape<tf.Rank.R2>(logits, [-1, count]), targets, mask);
    if (fused) return fused;
    const classes = tf.oneHot(tf.cast(targets, 'int32'), count);
    return tf.losses.softmaxCrossEntropy(classes, logits, mask) as tf.Scalar;
  });

/** −y ln σ(z) − (1 − y) ln(1 − σ(z)), in nats: logits z and digits y, 0 or 1, of one shape. */
export const binaryCrossEntropy: Loss = (logits, targets, mask) =>
  tf.losses.sigmoidCrossEntropy(targets, logits, mask && tf.expandDims(mask, -1)) as tf.Scalar;

/** (p − y)², of numbers of one shape. */
export const squaredError: Loss = (predicted, targets, mask) =>
  tf.losses.meanSquaredError(targets, predicted, mask && tf.expandDims(mask, -1)) as tf.Scalar;
