import * as tf from '@tensorflow/tfjs';
import type { TensorTree } from '@unrolled/cells';
import type { SequenceBatch } from '@unrolled/datasets';
import { addScores, type Score, scoreFrom, scoreOf, type TargetKind } from './loss.js';
import type { Model } from './model.js';
import { toModelTensors } from './standardization.js';
import type { Task } from './task.js';

export interface Evaluation {
  /** Mean per scored element: cross-entropy in nats, or squared error. */
  readonly loss: number;
  /** Share of the scored elements (examples, steps or digits) answered right, in [0, 1]; no real number is. */
  readonly accuracy?: number;
  /** Where examples have many steps, the share of examples with every one of them right. */
  readonly sequenceAccuracy?: number;
}

/** Scores a model on batches of examples; a writer is fed its own output. */
export async function evaluate(
  model: Model,
  params: TensorTree,
  { dataset: { targetKind }, standardization }: Pick<Task, 'dataset' | 'standardization'>,
  batches: Iterable<SequenceBatch>,
): Promise<Evaluation> {
  let total = scoreFrom([0]);
  for (const batch of batches) {
    const score = tf.tidy(() => {
      const tensors = toModelTensors(batch, standardization);
      return scoreOf(targetKind, model.forward(params, tensors), tensors);
    });
    total = addScores(total, scoreFrom(await score.data()));
    score.dispose();
  }
  return evaluationOf(targetKind, total);
}

/** The means of sums. */
export function evaluationOf(
  kind: TargetKind,
  { loss, elements, right, examples, allRight }: Score,
): Evaluation {
  return {
    loss: loss / elements,
    ...(kind !== 'real' && { accuracy: right / elements }),
    ...(kind !== 'real' && elements !== examples && { sequenceAccuracy: allRight / examples }),
  };
}
