import { answer, describePrediction } from '@unrolled/charts';
import { predictRun, type Task } from '@unrolled/tasks';
import { readModel } from '@unrolled/tasks/node';
import { readRecord } from './run-folder.js';
import { someExamples } from './some-examples.js';

/**
 * What a run answers to fresh examples, as a person reads it; none for tasks whose examples a person would not
 * write down.
 */
export async function workedExamples(
  task: Task,
  folder: string,
  seed: number,
  count: number,
): Promise<string[][]> {
  if (!task.question.describe) return [];
  const [record, weights] = await Promise.all([readRecord(folder), readModel(folder)]);
  const [batch] = [...task.examples.heldOut('fresh', seed, count)];
  const predictions = await predictRun(task, record, weights, batch!);
  return predictions.map((prediction, i) =>
    describePrediction(answer(task, someExamples(batch!, i, i + 1), prediction)),
  );
}
