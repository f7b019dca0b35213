import * as tf from '@tensorflow/tfjs-core';
import type { TargetKind, TensorTree } from '@unrolled/cells';
import type { SequenceBatch } from '@unrolled/datasets';
import type { Model, Teaching } from '../model/model.js';
import { toModelTensors } from '../model/model-tensors.js';
import type { Evaluation } from '../spec/run.js';
import type { Task } from '../spec/task.js';
import { addScores, type Score, scoreFrom, scoreOf } from './loss.js';

/**
 * Scores a model on batches of examples; a writer is fed its own output, unless it is taught.
 *
 * @example
 * const task = await createTask('parity', { length: 4 });
 * const model = await createModel(task.dataset, planJob('parity').model);
 * const { loss } = await evaluate(model, model.init(createRng(1)), task, task.examples.heldOut('test', 1, 100));
 * loss > 0; // → true
 */
export async function evaluate(
  model: Model,
  params: TensorTree,
  { dataset: { targetKind }, standardization }: Pick<Task, 'dataset' | 'standardization'>,
  batches: Iterable<SequenceBatch>,
  teaching?: Teaching,
): Promise<Evaluation> {
  let total = scoreFrom([0]);
  for (const batch of batches) {
    const score = tf.tidy(() => {
      const tensors = toModelTensors(batch, standardization);
      return scoreOf(targetKind, model.forward(params, tensors, teaching), tensors);
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
