import type { NdArray, SequenceBatch } from '@unrolled/datasets';
import { predictRun } from '@unrolled/tasks';
import { describePrediction } from './render/prediction.js';
import { openRun } from './run-folder.js';

/**
 * What a run answers to fresh examples, as a person reads it; none for tasks whose examples a person would not
 * write down.
 */
export async function workedExamples(folder: string, seed: number, count: number): Promise<string[]> {
  const { record, task, weights } = await openRun(folder);
  const { describe } = task.question;
  if (!describe) return [];
  const [batch] = [...task.examples.heldOut('fresh', seed, count)];
  const predictions = await predictRun(task, record, weights, batch!);
  return predictions.map((prediction, i) => {
    const example = exampleAt(batch!, i);
    return describePrediction(task, describe(example), prediction, example);
  });
}

/** One example of a batch, as a batch. */
function exampleAt({ inputs, targets, mask }: SequenceBatch, index: number): SequenceBatch {
  const one = <A extends NdArray>({ data, shape: [count, ...shape] }: A): A => {
    const size = data.length / count!;
    return { data: data.subarray(index * size, (index + 1) * size), shape: [1, ...shape] } as NdArray as A;
  };
  return { inputs: one(inputs), targets: one(targets), ...(mask && { mask: one(mask) }) };
}
