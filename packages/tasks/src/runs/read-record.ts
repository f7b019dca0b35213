import { parseOptions } from '@unrolled/datasets/options';
import * as v from 'valibot';
import { taskDefinitions } from '../spec/catalogue.js';
import type { Job } from '../spec/job.js';
import { type RunRecord, runRecord } from '../spec/run.js';
import type { TaskOptions } from '../spec/task.js';
import { presentRecord } from './earlier-record.js';
import { readJson } from './read-json.js';

/**
 * A run's record out of JSON.
 *
 * @throws Error that names what is missing or wrong
 */
export function readRecord(json: unknown): RunRecord {
  const { job, ...record } = readJson(
    'run.json',
    'record of a run',
    v.object(runRecord),
    presentRecord(json),
  );
  return { ...record, job: { ...job, task: knownTask(job.task) } };
}

/** The task, and if it is one of the catalogue its options as the catalogue has them. */
function knownTask({ name, options }: Job['task']): Job['task'] {
  const known = Object.hasOwn(taskDefinitions, name) ? taskDefinitions[name] : undefined;
  if (!known) return { name, options };
  try {
    return { name, options: parseOptions(name, known.options, options) as TaskOptions };
  } catch (error) {
    throw new Error(`run.json: job.task.options: ${(error as Error).message}`);
  }
}
