import * as tf from '@tensorflow/tfjs-core';
import type { SequenceDataset } from '@unrolled/datasets';

/** How likely each class is, or each digit is 1; undefined for real numbers. */
export function probabilities(kind: 'class' | 'binary', logits: tf.Tensor): tf.Tensor;
export function probabilities(kind: SequenceDataset['targetKind'], logits: tf.Tensor): tf.Tensor | undefined;
export function probabilities(kind: SequenceDataset['targetKind'], logits: tf.Tensor): tf.Tensor | undefined {
  if (kind === 'real') return undefined;
  return kind === 'class' ? tf.softmax(logits) : tf.sigmoid(logits);
}
