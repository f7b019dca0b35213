import { type Job, runJob, type TaskOptions } from '@unrolled/tasks';
import { parametersOf, taskOf, trainingBytes } from '@unrolled/tasks/spec';

/** What a model costs. */
export interface Cost {
  readonly parameters: number;
  /** Processor time of a training step on one thread: the shortest of several, which other work disturbed least. */
  readonly milliseconds: number;
  /** About what a training step takes of memory, 10⁶ bytes. */
  readonly megabytes: number;
}

const measured = 40;

export async function costOf(job: Job): Promise<Cost> {
  const task = await taskOf(job.task as { name: string; options: TaskOptions });
  const settings = {
    ...job.settings,
    epochs: 1,
    stepsPerEpoch: measured,
    steps: measured,
    stopAtAccuracy: null,
  };
  let milliseconds = Number.POSITIVE_INFINITY;
  let last: number | undefined;
  for await (const event of runJob({ ...job, settings }, { threads: 1 })) {
    if (event.type !== 'step') continue;
    const { user, system } = process.cpuUsage();
    const now = (user + system) / 1000;
    if (last !== undefined) milliseconds = Math.min(milliseconds, now - last);
    last = now;
    if (event.step === measured) break;
  }
  return {
    parameters: parametersOf(job.model, task.dataset),
    milliseconds,
    megabytes: trainingBytes(job, task.dataset) / 1e6,
  };
}
