import { pick } from '../spec/changes.js';
import type { Job } from '../spec/job.js';
import { requireMemory } from '../spec/memory.js';
import { isRecurrent, type RecurrentSettings } from '../spec/models.js';
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
 * @throws TypeError if a job asks for one pass over examples without end, for feedback or attention where nothing is
 * written, for gradient norms of a model without states over the input, or for these to be carried on where there are none or
 * examples stand alone
 * @throws RangeError if a step takes more memory than there is, or there are more streams than the examples have parts
 * @example
 * planOf(planJob('parity', {}, { settings: { steps: 50 } }), await createTask('parity')).steps; // → 50
 */
export function planOf(
  job: Omit<Job, 'task' | 'seed'>,
  task: Pick<Task, 'name' | 'dataset' | 'examples'>,
): Plan {
  const { optimizer } = job;
  const { epochs, ...settings } = job.settings;
  const { name, dataset, examples } = task;
  const { trainingCount } = examples;
  const misfit = misfitOf(job, task);
  if (misfit) throw new TypeError(`train: ${misfit}`);
  const onePass = settings.stateful
    ? examples.streams!(settings.batchSize).chunks
    : trainingCount && Math.ceil(trainingCount / settings.batchSize);
  const stepsPerEpoch = settings.stepsPerEpoch ?? onePass;
  if (stepsPerEpoch === undefined) {
    throw new TypeError(`train: stepsPerEpoch must be an integer, for ${name} has examples without end`);
  }
  requireMemory(job, dataset);
  const steps = settings.steps ?? epochs * stepsPerEpoch;
  return { ...settings, rates: ratesOf(optimizer), steps, stepsPerEpoch };
}

/** What of a job does not go together with a task, or with itself; undefined if all does. */
function misfitOf(
  { model, settings }: Pick<Job, 'model' | 'settings'>,
  { name, dataset: { scheme, steps }, examples }: Pick<Task, 'name' | 'dataset' | 'examples'>,
): string | undefined {
  const isWriting = scheme === 'encoder-decoder';
  const ofScheme = `${name} has the scheme ${scheme}`;
  const asked: Partial<Pick<RecurrentSettings, (typeof ofLayers)[number]>> = pick(model, ofLayers);
  const { feedback = 'none', attention = 'none', layers, dropout = 0, residual, bidirectional } = asked;
  const writing = `is for the scheme encoder-decoder, ${ofScheme}`;
  const reading = `is for the schemes many-to-one and many-to-many, ${ofScheme}`;
  const readsForward = isRecurrent(model) && !bidirectional;
  const faults: Readonly<Record<string, string | false | undefined>> = {
    feedback: feedback !== 'none' && !isWriting && writing,
    attention: attention !== 'none' && !isWriting && writing,
    dropout: dropout > 0 && isWriting && reading,
    bidirectional:
      bidirectional &&
      (isWriting ? reading : steps === undefined && `needs sequences of one length, ${name} has several`),
    residual: residual && layers === 1 && 'needs several layers, there is 1',
    gradientNorms:
      settings.gradientNorms && !readsForward && 'is for recurrent cells that read the input forward',
    stateful:
      settings.stateful &&
      (examples.streams === undefined
        ? `is for examples that go on with one another, as those of text; those of ${name} stand alone`
        : !(readsForward && !isWriting) && 'is for recurrent cells that read the input once, and forward'),
  };
  const found = Object.entries(faults).find(([, fault]) => fault);
  return found?.join(' ');
}

const ofLayers = ['feedback', 'attention', 'layers', 'dropout', 'residual', 'bidirectional'] as const;

/** Steps over all learning rates. */
export function totalSteps({ rates, steps }: Pick<Plan, 'rates' | 'steps'>): number {
  return rates.length * steps;
}
