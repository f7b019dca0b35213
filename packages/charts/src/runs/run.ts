import type { EpochRecord, RunRecord, Task } from '@unrolled/tasks';

/** What charts need to know of a task's sequences; every `task.dataset` has it. */
export type Sequences = Pick<Task['dataset'], 'baseline' | 'scheme' | 'targetKind'>;

/** An epoch as a chart needs it; what was not measured is left out. */
export type EpochScores = Pick<EpochRecord, 'epoch' | 'loss'> & Partial<EpochRecord>;

/** Everything that was chosen for a run, by name, as a person reads it. */
export type Configuration = ReadonlyMap<string, string>;

/** What charts and pages say of a run. */
export interface Run extends Pick<RunRecord, 'task' | 'seed' | 'backend' | 'versions' | 'status' | 'result'> {
  readonly dataset: Sequences;
  readonly model: string;
  /** Which derivation is the model's; none without a recurrence. */
  readonly recurrence?: 'rnn' | 'rnn-relu' | 'gru' | 'lstm';
  readonly configuration: Configuration;
  /** Whether not all steps are taken at the same learning rate. */
  readonly rateVaries: boolean;
  readonly history: readonly EpochScores[];
}

/** Reads a run's record. Nothing else in this package knows how one is laid out. */
export function readRun(record: RunRecord, dataset: Sequences): Run {
  const { cell, settings, ...rest } = record;
  const { schedule, learningRate, activation } = settings;
  const recurrence = cell === 'rnn' && activation === 'relu' ? 'rnn-relu' : cell;
  return {
    ...rest,
    dataset,
    model: cell,
    ...(recurrence !== 'feedforward' && { recurrence }),
    configuration: configurationOf(record),
    rateVaries: schedule !== 'constant' || Array.isArray(learningRate),
  };
}

/** Task, cell, the task's options, settings, backend and seed, in this order. */
export function configurationOf({ task, cell, settings, seed, backend }: RunRecord): Configuration {
  const values = Object.entries({ task: task.name, cell, ...task.options, ...settings, backend, seed });
  return new Map(values.map(([name, value]) => [inWords(name), write(value)]));
}

/** `hiddenSize` as `hidden size`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function write(value: unknown): string {
  if (value === null) return 'never';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
