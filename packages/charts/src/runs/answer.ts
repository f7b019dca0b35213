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

/** What a task can say of an example and a prediction. */
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
