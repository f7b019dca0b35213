import type { SequenceBatch } from '@unrolled/datasets';
import { type Prediction, predictRun, type RunRecord, type Task } from '@unrolled/tasks';
import type { TrainedRun } from '../run-folder.js';
import { someExamples } from '../some-examples.js';

/** What a trained model answers to fresh examples. */
export interface Answers {
  readonly examples: readonly AnsweredExample[];
  /** Where every example is one of a few classes: how often each was taken for each. */
  readonly confusion?: Confusion;
}

export interface AnsweredExample {
  /** As a batch of one. */
  readonly batch: SequenceBatch;
  readonly prediction: Prediction;
}

export interface Confusion {
  readonly classes: readonly string[];
  /** [true class][predicted class] */
  readonly counts: readonly (readonly number[])[];
}

const shown = 5;
const counted = 500;
const perBatch = 100;

/** Five answers in full, and five hundred counted. */
export async function answers(
  task: Task,
  record: RunRecord,
  weights: TrainedRun['weights'],
  seed: number,
): Promise<Answers> {
  const classes = classesOf(task);
  const counts = classes?.map(() => classes.map(() => 0));
  const examples: AnsweredExample[] = [];
  for (const all of task.examples.heldOut('fresh', seed, classes ? counted : shown)) {
    for (let start = 0; start < all.inputs.shape[0]!; start += perBatch) {
      const batch = someExamples(all, start, start + perBatch);
      const predictions = await predictRun(task, record, weights, batch);
      predictions.forEach((prediction, i) => {
        if (examples.length < shown) examples.push({ batch: someExamples(batch, i, i + 1), prediction });
        const row = classes?.indexOf(prediction.truth ?? '') ?? -1;
        if (row >= 0) counts![row]![classes!.indexOf(prediction.output)]!++;
      });
    }
  }
  return { examples, ...(classes && { confusion: { classes, counts: counts! } }) };
}

/** The classes of a task that gives each example one, as a person writes them. */
function classesOf({ dataset, question }: Task): string[] | undefined {
  const { scheme, targetKind, outputSize } = dataset;
  if (scheme !== 'many-to-one' || targetKind === 'real') return undefined;
  const count = targetKind === 'binary' ? 2 : outputSize;
  return Array.from({ length: count }, (_, k) => question.write([k]));
}
