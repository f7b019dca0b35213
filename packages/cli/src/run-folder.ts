import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Resources, RunRecord, RunStore, Task, TaskOptions } from '@unrolled/tasks';
import { asUsage, UsageError } from './errors.js';

/**
 * The folder a run goes to: the one asked for, or `runs/<name>`, numbered when that is taken.
 *
 * @param marker the file by which a folder is known to be taken
 * @throws UsageError if the folder asked for is taken
 */
export function chooseFolder(asked: string | undefined, name: string, marker: string): string {
  const taken = (folder: string) => existsSync(join(folder, marker));
  if (asked !== undefined) {
    if (taken(asked)) throw new UsageError(`${asked} holds a ${marker} already; give --out another folder`);
    return asked;
  }
  const folder = join('runs', name);
  let choice = folder;
  for (let number = 2; taken(choice); number++) choice = `${folder}-${number}`;
  return choice;
}

/** MNIST from where it lies on this machine, read once. */
export const resources: Resources = {
  mnist: () => (mnist ??= import('@unrolled/datasets/node').then(({ loadMnist }) => loadMnist())),
};
let mnist: ReturnType<NonNullable<Resources['mnist']>> | undefined;

/** @throws UsageError if there is no such task, or an option is not one of its */
export async function makeTask({ name, options }: Job['task']): Promise<Task> {
  const { createTask } = await import('@unrolled/tasks/spec');
  try {
    return await createTask(name, options, resources);
  } catch (error) {
    throw asUsage(error);
  }
}

/** @throws UsageError if the folder holds no run, or what is there is not the record of one */
export async function openStore(
  folder: string,
): Promise<{ readonly store: RunStore; readonly record: RunRecord }> {
  const { runDirectory } = await import('@unrolled/tasks/node');
  const store = runDirectory(folder);
  const record = await store.readRecord().catch((error: Error) => {
    throw new UsageError(`${folder} holds no run that can be read: ${error.message}`);
  });
  if (!record) throw new UsageError(`${folder} holds no run; \`unrolled train\` makes one`);
  return { store, record };
}

/** A run as it was trained: its record, its task, with other options where they are given, and its best weights. */
export interface TrainedRun {
  readonly record: RunRecord;
  readonly task: Task;
  readonly weights: Awaited<ReturnType<RunStore['readModel']>>;
}

/** @throws UsageError if the folder holds no run or the task refuses an option */
export async function openRun(folder: string, changes: TaskOptions = {}): Promise<TrainedRun> {
  const { store, record } = await openStore(folder);
  const { name, options } = record.job.task;
  const task = await makeTask({ name, options: { ...options, ...changes } });
  return { record, task, weights: await store.readModel() };
}
