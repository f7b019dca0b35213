import * as tf from '@tensorflow/tfjs';

/** Mean cross-entropy in nats of logits [batch, classes] against class indices [batch]. */
export function crossEntropy(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(classes, logits.shape[1]), logits) as tf.Scalar;
}

/** The share of examples whose largest logit is the right class. */
export function accuracy(logits: tf.Tensor2D, classes: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), classes), 'float32')) as tf.Scalar);
}
