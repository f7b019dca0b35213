import * as v from 'valibot';
import { taskDefinitions } from '../spec/catalogue.js';
import { type Job, jobSchema } from '../spec/job.js';
import { type RunRecord, runRecord } from '../spec/run.js';
import { settledOptions } from '../spec/task.js';
import { presentOptions, presentRecord } from './earlier-record.js';
import { readJson } from './read-json.js';

/**
 * A run's record out of JSON.
 *
 * @throws Error that names what is missing or wrong
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * readRecord(JSON.parse(JSON.stringify(record))).status; // → 'done'
 */
export function readRecord(json: unknown): RunRecord {
  const file = 'run.json';
  const record = readJson(file, 'record of a run', v.object(runRecord), presentRecord(json));
  return { ...record, job: presentJob(record.job, file) };
}

/**
 * A job out of JSON, of a task of the catalogue.
 *
 * @param what what it is, for messages
 * @throws Error that names what is missing or wrong
 * @example
 * readJob('my job', JSON.parse(JSON.stringify(planJob('parity')))).task.name; // → 'parity'
 */
export function readJob(what: string, json: unknown): Job {
  const job = presentJob(readJson(what, 'job', jobSchema, json), what);
  if (!Object.hasOwn(taskDefinitions, job.task.name))
    throw new Error(`${what}: there is no task ${job.task.name}`);
  return job;
}

/** The job, and if its task is one of the catalogue with options as the catalogue has them. */
export function presentJob(job: Job, file: string): Job {
  const { name, options } = job.task;
  const known = Object.hasOwn(taskDefinitions, name) ? taskDefinitions[name] : undefined;
  if (!known) return job;
  try {
    return { ...job, task: { ...job.task, options: settledOptions(known, presentOptions(name, options)) } };
  } catch (error) {
    throw new Error(`${file}: job.task.options: ${(error as Error).message}`);
  }
}
