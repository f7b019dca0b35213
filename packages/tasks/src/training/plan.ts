import type { Job } from '../spec/job.js';
import { requireMemory } from '../spec/memory.js';
import { ratesOf } from '../spec/optimizers.js';
import type { Task } from '../spec/task.js';

/** How long training goes on, and what ends it: a job's settings with what its examples decide. */
export interface Plan extends Omit<Job['settings'], 'epochs'> {
  /** The learning rates that are tried, one after the other. */
  readonly rates: readonly number[];
  /** Steps with each of them, at most. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/**
 * @throws TypeError if a job asks for one pass over examples without end, or for feedback or attention where nothing is
 * written
 * @throws RangeError if a step takes more memory than there is
 */
export function planOf(
  job: Omit<Job, 'task' | 'seed'>,
  task: Pick<Task, 'name' | 'dataset' | 'examples'>,
): Plan {
  const { model, optimizer } = job;
  const { epochs, ...settings } = job.settings;
  const { name, dataset, examples } = task;
  const { trainingCount } = examples;
  for (const setting of ['feedback', 'attention'] as const) {
    const asked = (model as { readonly [name in typeof setting]?: string })[setting] ?? 'none';
    if (asked !== 'none' && dataset.scheme !== 'encoder-decoder') {
      throw new TypeError(
        `train: ${setting} is for the scheme encoder-decoder, ${name} has the scheme ${dataset.scheme}`,
      );
    }
  }
  const onePass = trainingCount === undefined ? undefined : Math.ceil(trainingCount / settings.batchSize);
  const stepsPerEpoch = settings.stepsPerEpoch ?? onePass;
  if (stepsPerEpoch === undefined) {
    throw new TypeError(`train: stepsPerEpoch must be an integer, for ${name} has examples without end`);
  }
  requireMemory(job, dataset);
  const steps = settings.steps ?? epochs * stepsPerEpoch;
  return { ...settings, rates: ratesOf(optimizer), steps, stepsPerEpoch };
}

/** Steps over all learning rates. */
export function totalSteps({ rates, steps }: Pick<Plan, 'rates' | 'steps'>): number {
  return rates.length * steps;
}
