import { answer, describePrediction } from '@unrolled/charts';
import { type Job, predictRun, type Task } from '@unrolled/tasks';
import type { TrainedRun } from './run-folder.js';
import { someExamples } from './some-examples.js';

/**
 * What a run answers to fresh examples, as a person reads it; none for tasks whose examples a person would not
 * write down.
 */
export async function workedExamples(
  task: Task,
  { model, seed }: Job,
  weights: TrainedRun['weights'],
  count: number,
): Promise<string[][]> {
  if (!task.question.describe) return [];
  const [batch] = [...task.examples.heldOut('fresh', seed, count)];
  const predictions = await predictRun(task, model, weights, batch!);
  return predictions.map((prediction, i) =>
    describePrediction(answer(task, someExamples(batch!, i, i + 1), prediction)),
  );
}
