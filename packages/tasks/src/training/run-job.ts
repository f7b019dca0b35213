import { type PassOver, selectBackend } from '../backend/select-backend.js';
import { recordedRun } from '../runs/recorded-run.js';
import { taskOf } from '../spec/catalogue.js';
import type { Job } from '../spec/job.js';
import type { TrainEvent, TrainResult } from '../spec/run.js';
import type { Resources, Task } from '../spec/task.js';
import { type RunOptions, trainJob } from './train-job.js';

export interface RunJobOptions extends RunOptions {
  /** The job's task, where it has been made already. */
  readonly task?: Task;
  /** What the task needs from outside. */
  readonly resources?: Resources;
  readonly passOver?: PassOver;
  /** The backend where the job leaves it open; the first that is installed and loads unless given. */
  readonly backend?: Job['backend'];
  /** How many threads a call of the native kernels uses; any number gives the same losses. All unless given. */
  readonly threads?: number | undefined;
}

/**
 * Runs a job, on the backend that it names: {@link trainJob} from plain JSON alone.
 *
 * @throws RangeError or TypeError if the task refuses its options or settings
 * @example
 * for await (const event of runJob(planJob('parity', {}, { model: 'rnn' }))) console.log(event.type);
 */
export async function* runJob(
  job: Job,
  { resources, passOver, backend = 'auto', threads, task: present, ...options }: RunJobOptions = {},
): AsyncGenerator<TrainEvent, TrainResult> {
  const task = present ?? (await taskOf(job.task, resources));
  const before = job.backend === 'auto' ? await backendBefore(options) : job.backend;
  await selectBackend(before === 'auto' ? backend : before, passOver, threads);
  return yield* trainJob(task, job, options);
}

/** The backend that a run to be resumed was on, because another one rounds otherwise. */
async function backendBefore({ store, resume }: RunOptions): Promise<Job['backend']> {
  const backend = resume && store ? (await recordedRun(store))?.record.backend : undefined;
  return backend === 'wasm' || backend === 'cpu' ? backend : 'auto';
}
