import type { RunStore } from '@unrolled/tasks';
import { createTask, type Job, type Resources, type Task, type TaskOptions } from '@unrolled/tasks/spec';
import { asUsage, UsageError } from './errors.js';

/** MNIST from where it lies on this machine, read once. */
export const resources: Resources = {
  mnist: () => (mnist ??= import('@unrolled/datasets/node').then(({ loadMnist }) => loadMnist())),
};
let mnist: ReturnType<NonNullable<Resources['mnist']>> | undefined;

/**
 * The task of these options, made once: all runs of a sweep or a report share it.
 *
 * @throws UsageError if there is no such task, or an option is not one of its
 */
export async function makeTask({ name, options }: Job['task']): Promise<Task> {
  const key = JSON.stringify([name, options]);
  const task = tasks.get(key) ?? createTask(name, options, resources);
  tasks.set(key, task);
  try {
    return await task;
  } catch (error) {
    throw asUsage(error);
  }
}
const tasks = new Map<string, Promise<Task>>();

/** @throws UsageError if the folder holds no run, or what is there is not the record of one */
export async function openStore(folder: string) {
  const { runDirectory } = await import('@unrolled/tasks/node');
  const store = runDirectory(folder);
  const record = await store.readRecord().catch((error: Error) => {
    throw new UsageError(`${folder} holds no run that can be read: ${error.message}`);
  });
  if (!record) throw new UsageError(`${folder} holds no run; \`unrolled train\` makes one`);
  return { store, record };
}

/** A run as it was trained: its task, with other options where they are given, its job and its best weights. */
export interface TrainedRun {
  readonly task: Task;
  readonly job: Job;
  readonly weights: Awaited<ReturnType<RunStore['readModel']>>;
}

/** @throws UsageError if the folder holds no run or the task refuses an option */
export async function openRun(folder: string, changes: TaskOptions = {}): Promise<TrainedRun> {
  const { store, record } = await openStore(folder);
  const { name, options } = record.job.task;
  const task = await makeTask({ name, options: { ...options, ...changes } });
  return { task, job: record.job, weights: await store.readModel() };
}
