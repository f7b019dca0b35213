import * as tf from '@tensorflow/tfjs-core';
import { type NamedArrays, rightAnswers } from '@unrolled/cells';
import { toModelTensors } from '../model/model-tensors.js';
import type { ModelSettings } from '../spec/models.js';
import type { Task } from '../spec/task.js';
import type { EvaluationOptions } from './evaluate-run.js';
import { teachingFor } from './feedback.js';
import { withTrainedModel } from './with-trained-model.js';

/**
 * The share of right answers at every step, over the examples in which the step is scored; as {@link evaluateRun}.
 * Undefined where one answer is due at the end, or real numbers are.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * (await accuracyByPosition(task, job.model, weights, { examples: 100 }))?.length; // → 4
 */
export async function accuracyByPosition(
  task: Task,
  settings: ModelSettings,
  weights: NamedArrays,
  { seed = 1, examples, feedback }: EvaluationOptions = {},
): Promise<number[] | undefined> {
  const { targetKind, scheme } = task.dataset;
  if (scheme === 'many-to-one' || targetKind === 'real') return undefined;
  const teaching = teachingFor(settings, feedback);
  const sums: [right: number, scored: number][] = [];
  await withTrainedModel(task, settings, weights, async (model, params) => {
    for (const batch of task.examples.heldOut('fresh', seed, examples)) {
      const [right, scored] = tf.tidy(() => {
        const tensors = toModelTensors(batch, task.standardization);
        const right = rightAnswers(targetKind, model.forward(params, tensors, teaching), tensors.targets);
        const scored = tensors.mask ?? tf.onesLike(right);
        return [tf.sum(tf.mul(right, scored), 0), tf.sum(scored, 0)] as const;
      });
      const counts = { right: await right.data(), scored: await scored.data() };
      tf.dispose([right, scored]);
      for (let t = 0; t < counts.right.length; t++) {
        const [before = 0, all = 0] = sums[t] ?? [];
        sums[t] = [before + counts.right[t]!, all + counts.scored[t]!];
      }
    }
  });
  return sums.map(([right, scored]) => right / scored);
}
