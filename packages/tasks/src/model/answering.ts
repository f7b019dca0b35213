import * as tf from '@tensorflow/tfjs-core';
import { lastStep } from '@unrolled/cells';
import type { SequenceDataset } from '@unrolled/datasets';

/**
 * Of states [batch, time, n] those that answer: all, or where one answer is due, [batch, n] after the last step, or after that
 * of each example which the mask [batch, time] marks.
 */
export function answering(
  scheme: SequenceDataset['scheme'],
  states: tf.Tensor3D,
  mask: tf.Tensor2D | undefined,
): tf.Tensor2D | tf.Tensor3D {
  if (scheme !== 'many-to-one') return states;
  return mask ? tf.sum(tf.mul(states, tf.expandDims(mask, 2)), 1) : lastStep(states);
}
