import { planJob, runJob } from '@unrolled/tasks';
import { memoryStore } from '../../packages/tasks/test/memory-store.js';

const settings = { hiddenSize: 3, batchSize: 4, steps: 4, stepsPerEpoch: 2 };

/** A run of a moment: its job, and what it left. */
export async function exampleRun() {
  const job = planJob('palindrome', { length: 2 }, { model: 'rnn', settings, backend: 'cpu' });
  const kept = memoryStore();
  for await (const _ of runJob(job, kept));
  return {
    job,
    record: kept.records.at(-1)!,
    model: kept.models.at(-1)!,
    checkpoint: kept.checkpoints[0]!.bytes,
  };
}
