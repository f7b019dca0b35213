import { type BackendOptions, selectBackend } from '../backend/select-backend.js';
import { MissingBackendError } from '../backend/start-backend.js';
import { recordedRun } from '../runs/recorded-run.js';
import { type BackendName, backendNames } from '../spec/backends.js';
import { taskOf } from '../spec/catalogue.js';
import type { Job } from '../spec/job.js';
import { netOf } from '../spec/memory.js';
import type { TrainEvent, TrainResult } from '../spec/run.js';
import type { Resources, Task } from '../spec/task.js';
import { type RunOptions, trainJob } from './train-job.js';

export interface RunJobOptions extends RunOptions, Pick<BackendOptions, 'threads' | 'remark'> {
  /** The job's task, where it has been made already. */
  readonly task?: Task;
  /** What the task needs from outside. */
  readonly resources?: Resources;
  /** The backend where the job leaves it open; what is fastest of what is installed unless given. */
  readonly backend?: Job['backend'];
}

/**
 * Runs a job, on the backend that it names: {@link trainJob} from plain JSON alone. A job that leaves it open goes on, when
 * it is resumed, on the backend that it was on: another one rounds otherwise.
 *
 * @throws RangeError or TypeError if the task refuses its options or settings
 * @throws MissingBackendError if the backend is not to be had here
 * @example
 * const job = planJob('parity', { length: 4 }, { model: 'rnn', settings: { steps: 20 } });
 * for await (const event of runJob(job)) if (event.type === 'done') console.log(event.result.stopped);
 */
export async function* runJob(
  job: Job,
  { resources, remark, backend = 'auto', threads, task: present, ...options }: RunJobOptions = {},
): AsyncGenerator<TrainEvent, TrainResult> {
  const task = present ?? (await taskOf(job.task, resources));
  const net = netOf(job, task.dataset);
  const before = job.backend === 'auto' ? await backendBefore(options) : undefined;
  const chosen = before ?? (job.backend === 'auto' ? backend : job.backend);
  await selectBackend(chosen, { ...net, threads, remark }).catch((error: Error) => {
    if (!before) throw error;
    throw new MissingBackendError(`${elsewhere(before)} (${error.message})`);
  });
  return yield* trainJob(task, job, options);
}

/** The backend that a run to be resumed was on. */
async function backendBefore({ store, resume }: RunOptions): Promise<BackendName | undefined> {
  const backend = resume && store ? (await recordedRun(store))?.record.backend : undefined;
  if (backend === undefined || backendNames.includes(backend as BackendName)) return backend as BackendName;
  throw new MissingBackendError(elsewhere(backend));
}

const elsewhere = (backend: string) =>
  `the run was on the backend '${backend}', which is not to be had here; another one rounds otherwise: name it, as by --backend wasm, to go on there`;
