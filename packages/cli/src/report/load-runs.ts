import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '@unrolled/tasks/node';
import { makeTask, readRecord } from '../run-folder.js';
import { answers } from './answers.js';
import { configurationOf } from './configuration.js';
import { type ReportedRun, studyFlow } from './reported-run.js';

/**
 * Reads runs and asks each of their models.
 *
 * @param seed draws the examples, the same ones for all runs of a task
 * @param reached is told of each run before it is asked
 * @throws UsageError if a folder holds no run, or its record is not one of a task
 */
export async function loadRuns(
  folders: readonly string[],
  seed: number,
  reached: (folder: string) => void,
): Promise<ReportedRun[]> {
  const tasks = new Map<string, ReturnType<typeof makeTask>>();
  const studied = new Set<string>();
  const runs: ReportedRun[] = [];
  for (const folder of folders) {
    reached(folder);
    const record = await readRecord(folder);
    const { name, options } = record.task;
    const key = JSON.stringify([name, options]);
    tasks.set(key, tasks.get(key) ?? makeTask(name, options)); // MNIST is read once
    const run = { folder, record, task: await tasks.get(key)! };
    // The gradient's way takes long to follow, and differs little between seeds.
    const configuration = JSON.stringify([...configurationOf({ ...record, seed: 0 })]);
    runs.push(await ask(run, seed, !studied.has(configuration)));
    studied.add(configuration);
  }
  return runs;
}

async function ask(run: ReportedRun, seed: number, withFlow: boolean): Promise<ReportedRun> {
  const { folder, task, record } = run;
  if (!existsSync(join(folder, 'model.safetensors'))) return run;
  const weights = await readModel(folder);
  const flow = withFlow ? studyFlow(task, record, weights, seed) : undefined;
  const trained = {
    parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
    answers: await answers(task, record, weights, seed),
    ...(flow && { flow }),
  };
  return { ...run, trained };
}
