import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord, Task, TaskOptions } from '@unrolled/tasks';
import type { readModel } from '@unrolled/tasks/node';
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

/**
 * A task by name, with MNIST from where it lies on this machine.
 *
 * @throws UsageError if there is no such task, or an option is not one of its
 */
export async function makeTask(name: string, options: TaskOptions): Promise<Task> {
  const [{ createTask }, { loadMnist }] = await Promise.all([
    import('@unrolled/tasks'),
    import('@unrolled/datasets/node'),
  ]);
  try {
    return await createTask(name, options, { mnist: () => loadMnist() });
  } catch (error) {
    throw asUsage(error);
  }
}

/** @throws UsageError if the folder holds no run, or what is there is not the record of one */
export async function readRecord(folder: string): Promise<RunRecord> {
  const { readRunRecord } = await import('@unrolled/tasks/node');
  const record = await readRunRecord(folder).catch((error: Error) => {
    throw new UsageError(`${folder} holds no run that can be read: ${error.message}`);
  });
  if (!record) throw new UsageError(`${folder} holds no run; \`unrolled train\` makes one`);
  const missing = (['task', 'cell', 'settings', 'versions', 'history'] as const).find(
    (name) => !record[name],
  );
  if (missing) throw new UsageError(`${folder} holds no run that can be read: run.json names no ${missing}`);
  return record;
}

/** A run as it was trained: its record, its task, with other options where they are given, and its best weights. */
export interface TrainedRun {
  readonly record: RunRecord;
  readonly task: Task;
  readonly weights: Awaited<ReturnType<typeof readModel>>;
}

/** @throws UsageError if the folder holds no run or the task refuses an option */
export async function openRun(folder: string, changes: TaskOptions = {}): Promise<TrainedRun> {
  const record = await readRecord(folder);
  const { readModel } = await import('@unrolled/tasks/node');
  const task = await makeTask(record.task.name, { ...record.task.options, ...changes });
  return { record, task, weights: await readModel(folder) };
}
