import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '@unrolled/cells';
import { toModelTensors } from '../model/model-tensors.js';
import { scoredAtOnce } from '../spec/memory.js';
import type { ModelSettings } from '../spec/models.js';
import type { Task } from '../spec/task.js';
import { inPieces } from '../training/pieces.js';
import { withTrainedModel } from './with-trained-model.js';

/** How often each class was taken for each. */
export interface Confusion {
  readonly classes: readonly string[];
  /** [true class][predicted class] */
  readonly counts: readonly (readonly number[])[];
}

/**
 * What a run's stored weights take fresh examples for; undefined for a task that does not give every sequence
 * one class.
 *
 * @param options.examples how many; 2,000, or all that a finite task has, unless given
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * (await confusionOf(task, job.model, weights, { examples: 100 }))?.classes.length; // → 10
 */
export async function confusionOf(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples }: { readonly seed?: number; readonly examples?: number } = {},
): Promise<Confusion | undefined> {
  const { scheme, targetKind, outputSize } = task.dataset;
  if (scheme !== 'many-to-one' || targetKind !== 'class') return undefined;
  const classes = Array.from({ length: outputSize }, (_, k) => task.question.write([k]));
  const counts = classes.map(() => classes.map(() => 0));
  const batches = inPieces(
    task.examples.heldOut('fresh', seed, examples),
    scoredAtOnce(settings, task.dataset),
  );
  await withTrainedModel(task, settings, weights, async (model, params) => {
    for (const batch of batches) {
      const answers = tf.tidy(() =>
        tf.argMax(model.forward(params, toModelTensors(batch, task.standardization)), -1),
      );
      const predicted = await answers.data();
      answers.dispose();
      predicted.forEach((k, i) => {
        counts[batch.targets.data[i]!]![k]!++;
      });
    }
  });
  return { classes, counts };
}
