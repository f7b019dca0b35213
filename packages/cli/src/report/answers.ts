import type { SequenceBatch } from '@unrolled/datasets';
import {
  type Confusion,
  confusionOf,
  type Prediction,
  predictRun,
  type RunRecord,
  type Task,
} from '@unrolled/tasks';
import type { TrainedRun } from '../run-folder.js';
import { someExamples } from '../some-examples.js';

/** What a trained model answers to fresh examples. */
export interface Answers {
  readonly examples: readonly AnsweredExample[];
  /** Where every example is one of a few classes. */
  readonly confusion?: Confusion;
}

export interface AnsweredExample {
  /** As a batch of one. */
  readonly batch: SequenceBatch;
  readonly prediction: Prediction;
}

/** Five answers in full, and two thousand counted. */
export async function answers(
  task: Task,
  record: RunRecord,
  weights: TrainedRun['weights'],
  seed: number,
): Promise<Answers> {
  const [batch] = [...task.examples.heldOut('fresh', seed, 5)];
  const predictions = await predictRun(task, record, weights, batch!);
  const confusion = await confusionOf(task, record, weights, { seed, examples: 2000 });
  return {
    examples: predictions.map((prediction, i) => ({ batch: someExamples(batch!, i, i + 1), prediction })),
    ...(confusion && { confusion }),
  };
}
