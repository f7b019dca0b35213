import { taskDefinition } from './catalogue.js';
import { pick } from './changes.js';
import { type Job, type JobRequest, planJob } from './job.js';
import type { ModelName } from './models.js';
import type { Evaluation } from './run.js';
import type { TaskOptions } from './task.js';

/** What the runs of a sweep may differ in: cell, seed, and options and settings by name. */
export type SweepPoint = { readonly cell: ModelName; readonly seed: number } & {
  readonly [axis: string]: string | number | undefined;
};

/** What a sweep varies: models, seeds, and the values of options and settings by name. */
export interface SweepAxes {
  readonly cells: readonly ModelName[];
  readonly seeds: readonly number[];
  readonly values?: Readonly<Record<string, readonly (string | number)[]>>;
}

const mostRuns = 10_000;

/**
 * Every combination, the seeds varying slowest, so that an interrupted sweep has whole curves.
 *
 * @throws RangeError if they are more than ten thousand
 * @example
 * sweepGrid({ cells: ['rnn', 'lstm'], seeds: [1, 2], values: { length: [5, 10] } }).length; // → 8
 */
export function sweepGrid({ cells, seeds, values = {} }: SweepAxes): SweepPoint[] {
  const choices = Object.values(values).map(({ length }) => length || 1);
  const runs = [cells.length, seeds.length, ...choices].reduce((product, count) => product * count, 1);
  if (runs > mostRuns) {
    const [asked, most] = [runs, mostRuns].map((count) => count.toLocaleString('en'));
    throw new RangeError(`sweep: these are ${asked} runs; a sweep has at most ${most}`);
  }
  let points: SweepPoint[] = seeds.flatMap((seed) => cells.map((cell) => ({ cell, seed })));
  for (const [name, choices] of Object.entries(values)) {
    if (choices.length === 0) continue;
    points = points.flatMap((point) => choices.map((value) => ({ ...point, [name]: value })));
  }
  return points;
}

/**
 * A run's name in its sweep, as `lstm-length20-seed1`.
 *
 * @example
 * runName({ cell: 'lstm', seed: 1, length: 20 }); // → 'lstm-length20-seed1'
 */
export function runName({
  cell,
  optimizer,
  seed,
  learningRate: rate,
  length,
  ...others
}: SweepPoint): string {
  const parts = Object.entries({ ...others, rate, length, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}${value}`],
  );
  return [cell, ...(optimizer === undefined ? [] : [optimizer]), ...parts].join('-');
}

/** What all runs of a sweep share. */
export interface SweepPlan extends Pick<JobRequest, 'shared' | 'backend'> {
  readonly task: string;
  readonly options: TaskOptions;
}

/**
 * The job of one point.
 *
 * @throws RangeError or TypeError as {@link planJob}
 * @example
 * jobAt({ task: 'palindrome', options: {}, shared: {} }, { cell: 'rnn', seed: 1, length: 20 }).task.options.length; // → 20
 */
export function jobAt({ task, options, shared, backend }: SweepPlan, point: SweepPoint): Job {
  const { cell: model, seed, ...values } = point;
  const ofTask = pick(values, Object.keys(taskDefinition(task).options)) as TaskOptions;
  const request = { model, seed, backend, shared: { ...shared, ...values } };
  return planJob(task, { ...options, ...ofTask }, request);
}

/** A point that has been run. */
export interface SweepRow extends Evaluation {
  readonly point: SweepPoint;
  readonly steps: number;
}

/** Runs that differ only in their seed, together. */
export interface SweepGroup {
  readonly point: Omit<SweepPoint, 'seed'>;
  readonly seeds: readonly number[];
  readonly loss: Spread;
  readonly accuracy?: Spread;
  readonly steps: Spread;
}

export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The mean and the extremes over the seeds, in the order of the rows.
 *
 * @example
 * const rows = [0.8, 1].map((accuracy, i) => ({ point: { cell: 'lstm' as const, seed: i + 1 }, loss: 0.1, accuracy, steps: 20 }));
 * summarizeSweep(rows)[0].accuracy; // → { mean: 0.9, min: 0.8, max: 1 }
 */
export function summarizeSweep(rows: readonly SweepRow[]): SweepGroup[] {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const key = JSON.stringify({ ...row.point, seed: undefined });
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const { seed: _, ...point } = group[0]!.point;
    const accuracies = group.flatMap(({ accuracy }) => (accuracy === undefined ? [] : [accuracy]));
    return {
      point,
      seeds: group.map(({ point }) => point.seed),
      loss: spread(group.map(({ loss }) => loss)),
      ...(accuracies.length > 0 && { accuracy: spread(accuracies) }),
      steps: spread(group.map(({ steps }) => steps)),
    };
  });
}

function spread(values: readonly number[]): Spread {
  const sum = values.reduce((total, value) => total + value, 0);
  return { mean: sum / values.length, min: Math.min(...values), max: Math.max(...values) };
}
