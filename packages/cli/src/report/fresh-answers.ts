import { type Answer, answer } from '@unrolled/charts';
import type { NdArray, SequenceBatch } from '@unrolled/datasets';
import { predictRun } from '@unrolled/tasks';
import type { TrainedRun } from '../runs.js';

/** What a run answers to fresh examples. */
export async function freshAnswers(
  { task, job, weights }: TrainedRun,
  seed: number,
  count: number,
): Promise<Answer[]> {
  const [batch] = [...task.examples.heldOut('fresh', seed, count)];
  const predictions = await predictRun(task, job.model, weights, batch!);
  return predictions.map((prediction, i) => answer(task, example(batch!, i), prediction));
}

/** One example of a batch, as a batch. */
function example({ inputs, targets, mask }: SequenceBatch, i: number): SequenceBatch {
  const one = <A extends NdArray>({ data, shape: [count, ...rest] }: A): A => {
    const size = data.length / count!;
    return { data: data.subarray(i * size, (i + 1) * size), shape: [1, ...rest] } as NdArray as A;
  };
  return { inputs: one(inputs), targets: one(targets), ...(mask && { mask: one(mask) }) };
}
