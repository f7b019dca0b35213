import type { SequenceBatch } from '@unrolled/datasets';
import type { Prediction, Task } from '@unrolled/tasks';

/** An example and what a model made of it, as plain data. */
export interface Answer {
  /** As a batch of one. */
  readonly batch: SequenceBatch;
  readonly prediction: Prediction;
  /** The inputs as a person writes them, where a person would. */
  readonly inputs?: readonly string[];
  /** Whether the inputs are the pixels of a digit. */
  readonly image: boolean;
  /** How the classes are called, where the answer is one of them. */
  readonly classes?: readonly string[];
}

/**
 * What a task can say of an example and a prediction.
 *
 * @example
 * const { store } = runInMemory('runs/palindrome');
 * const job = planJob('palindrome', { length: 5 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const task = await taskOf(job.task);
 * const weights = await store.readModel();
 * const batch = task.examples.trainingBatch(1, 0, 1);
 * const [prediction] = await predictRun(task, job.model, weights, batch);
 * answer(task, batch, prediction).classes; // → ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
 */
export function answer(
  { question, dataset }: Task,
  batch: SequenceBatch,
  prediction: Prediction,
  inputs = question.describe?.(batch),
): Answer {
  const { scheme, targetKind, outputSize } = dataset;
  return {
    batch,
    prediction,
    image: question.readImage !== undefined,
    ...(inputs && { inputs }),
    ...(scheme === 'many-to-one' &&
      targetKind === 'class' && {
        classes: Array.from({ length: outputSize }, (_, k) => question.write([k])),
      }),
  };
}
