import type { EpochRecord, Job, RunRecord, Task } from '@unrolled/tasks';

/** What charts need to know of a task's sequences; every `task.dataset` has it. */
export type Sequences = Pick<
  Task['dataset'],
  'baseline' | 'scheme' | 'targetKind' | 'outputSize' | 'lengthIn' | 'deviation' | 'bitsBy'
>;

/** An epoch as a chart needs it; what was not measured is left out. */
export type EpochScores = Pick<EpochRecord, 'epoch' | 'loss'> & Partial<EpochRecord>;

/** Everything that was chosen for a run, by name, as a person reads it. */
export type Configuration = ReadonlyMap<string, string>;

/** The learning rates that a run tries, one after the other, each from the first weights. */
export interface Tried {
  readonly rates: readonly number[];
  /** Steps with each of them, at most. */
  readonly steps: number;
}

/** What charts and pages say of a run. */
export interface Run
  extends Pick<Job, 'task' | 'seed'>,
    Pick<RunRecord, 'backend' | 'versions' | 'status' | 'result' | 'curve' | 'started' | 'ended'> {
  readonly dataset: Sequences;
  readonly model: string;
  /** Which derivation is the model's, if it is one of those on the page. */
  readonly derivation: string;
  readonly configuration: Configuration;
  /** Whether the learning rate falls as the run goes on. */
  readonly rateVaries: boolean;
  readonly tried: Tried;
  readonly history: readonly EpochScores[];
}

/**
 * Reads a run's record. Nothing else in this package knows how one is laid out.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * readRun(record, sequencesTold(record)).model; // → 'rnn'
 */
export function readRun(record: RunRecord, dataset: Sequences): Run {
  const { job, plan, ...rest } = record;
  const { task, model, optimizer, settings, seed } = job;
  return {
    ...rest,
    task,
    seed,
    dataset,
    model: model.kind,
    derivation: model.kind === 'rnn' && model.activation !== 'tanh' ? `rnn-${model.activation}` : model.kind,
    configuration: configurationOf(record),
    rateVaries: settings.schedule !== 'constant',
    tried: { rates: [optimizer.learningRate].flat(), steps: plan.steps },
  };
}

/**
 * What a record itself tells of its task's sequences, so that a run can be drawn without its task: enough for its curves.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * sequencesTold(record).baseline; // → { metric: 'accuracy', value: 0.5 }
 */
export function sequencesTold({ baseline, result, curve, history }: RunRecord): Sequences {
  const scores = [...(curve?.points ?? []), ...history];
  const isReal = scores.length > 0 && scores.every(({ accuracy }) => accuracy === undefined);
  return {
    baseline: baseline ?? result?.baseline ?? { metric: 'unknown', value: Number.NaN },
    scheme: 'many-to-one',
    targetKind: isReal ? 'real' : 'class',
    outputSize: 1,
  };
}

/**
 * Task, cell, the task's options, settings, backend and seed, in this order.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * configurationOf(record).get('length'); // → '4'
 */
export function configurationOf({ job, plan, backend }: RunRecord): Configuration {
  const { task, model, optimizer, settings, seed } = job;
  const [{ kind: cell, ...ofModel }, { kind, ...ofOptimizer }] = [model, optimizer];
  const { epochs: _, ...training } = { ...settings, ...plan };
  const chosen = { ...task.options, ...ofModel, optimizer: kind, ...ofOptimizer, ...training };
  const values = Object.entries({ task: task.name, cell, ...chosen, backend, seed });
  return new Map(values.map(([name, value]) => [inWords(name), write(value)]));
}

/** `hiddenSize` as `hidden size`. */
export function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function write(value: unknown): string {
  if (value === null) return 'never';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
