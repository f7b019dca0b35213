import { type Answer, answer } from '@unrolled/charts';
import { examplesOf, predictRun } from '@unrolled/tasks';
import type { TrainedRun } from '../runs.js';

/** What a run answers to fresh examples. */
export async function freshAnswers(
  { task, job, weights }: TrainedRun,
  seed: number,
  count: number,
): Promise<Answer[]> {
  const [batch] = [...task.examples.heldOut('fresh', seed, count)];
  const predictions = await predictRun(task, job.model, weights, batch!);
  return predictions.map((prediction, i) => answer(task, examplesOf(batch!, i, i + 1), prediction));
}
