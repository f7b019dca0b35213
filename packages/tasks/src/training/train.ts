import type { JobRequest } from '../spec/job.js';
import { planTraining } from '../spec/job.js';
import type { TrainEvent, TrainResult } from '../spec/run.js';
import { makeTask, namedTask, type Task, type TaskDefinition } from '../spec/task.js';
import { type RunOptions, trainJob } from './train-job.js';

export interface TrainOptions extends JobRequest, RunOptions {}

/**
 * Trains a model on a task that is there, on the present tfjs backend: {@link trainJob}
 * with whatever of the task's own settings is not asked for otherwise. A definition, as `defineTask` gives it, is made first.
 *
 * @throws RangeError or TypeError if a setting is out of its domain, or the task has no such model
 * @example
 * const task = await createTask('parity', { length: 4 });
 * for await (const event of train(task, { model: 'rnn', settings: { epochs: 2, stepsPerEpoch: 5 } })) {
 *   if (event.type === 'epoch') console.log(event.validationAccuracy);
 * }
 */
export async function* train(
  given: Task | TaskDefinition,
  options: TrainOptions = {},
): AsyncGenerator<TrainEvent, TrainResult> {
  const task = 'create' in given ? await makeTask(given) : given;
  const { seed = 1, backend = 'auto' } = options;
  const job = { task: namedTask(task), ...planTraining(task, task.options, options), seed, backend };
  return yield* trainJob(task, job, options);
}
