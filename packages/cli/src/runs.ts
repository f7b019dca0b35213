import type { RunStore } from '@unrolled/tasks';
import { type Job, type Part, type Task, type TaskOptions, taskOf } from '@unrolled/tasks/spec';
import { asUsage, UsageError } from './errors.js';
import { remark } from './render/print.js';

/**
 * The task of a job, made once: all runs of a sweep or a report share it.
 *
 * @param parts the examples that will be asked for; all unless given
 * @throws UsageError if there is no such task, an option is not one of its, or a file is not there or not as it was
 */
export async function makeTask(named: Job['task'], parts?: readonly Part[]): Promise<Task> {
  const { nodeResources } = await import('@unrolled/tasks/node');
  const key = JSON.stringify([named, parts]);
  const task = tasks.get(key) ?? taskOf(named, { ...nodeResources, ...(parts && { parts }) });
  tasks.set(key, task);
  try {
    return await task;
  } catch (error) {
    throw asUsage(error);
  }
}
const tasks = new Map<string, Promise<Task>>();

/**
 * A run that is there, with its record; one that is lost or damaged is made anew from the run's checkpoint, with a remark.
 *
 * @throws UsageError if the folder holds no run, or what is there cannot be read
 */
export async function openStore(folder: string) {
  const { recordedRun, runDirectory } = await import('./training.js');
  const store = runDirectory(folder);
  const found = await recordedRun(store).catch((error: Error) => {
    throw new UsageError(`${folder} holds no run that can be read: ${error.message}`);
  });
  if (!found) throw new UsageError(`${folder} holds no run; \`unrolled train\` makes one`);
  const { record, lost } = found;
  if (lost !== undefined) remark(`${folder}: ${lost}; what its checkpoint tells is used instead`);
  return { store, record };
}

/** Says of a folder that cannot be had what to do instead. */
export async function orElsewhere(error: unknown): Promise<unknown> {
  const { FolderInUseError } = await import('@unrolled/tasks/node');
  if (error instanceof FolderInUseError)
    return new UsageError(`${error.message}; wait for its end, or give --out another folder`);
  return error;
}

/** A run as it was trained: its task, with other options where they are given, its job and its best weights. */
export interface TrainedRun {
  readonly task: Task;
  readonly job: Job;
  readonly weights: Awaited<ReturnType<RunStore['readModel']>>;
}

/** @throws UsageError if the folder holds no run or the task refuses an option */
export async function openRun(
  folder: string,
  changes: TaskOptions = {},
  parts: readonly Part[] = ['test'],
): Promise<TrainedRun> {
  const { store, record } = await openStore(folder);
  const named = record.job.task;
  const task = await makeTask({ ...named, options: { ...named.options, ...changes } }, parts);
  return { task, job: record.job, weights: await store.readModel() };
}
