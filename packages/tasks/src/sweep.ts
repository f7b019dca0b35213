import type { OptimizerName } from '@unrolled/cells';
import type { Evaluation } from './evaluate.js';
import type { ModelName } from './model.js';

/** What a sweep varies; what has no values is left to the task. */
export interface SweepAxes {
  readonly cells: readonly ModelName[];
  readonly lengths: readonly number[];
  readonly seeds: readonly number[];
  readonly learningRates: readonly number[];
  readonly optimizers: readonly OptimizerName[];
}

/** One run of a sweep. */
export interface SweepPoint {
  readonly cell: ModelName;
  readonly seed: number;
  readonly length?: number;
  readonly learningRate?: number;
  readonly optimizer?: OptimizerName;
}

/** Every combination, the seeds varying slowest, so that an interrupted sweep has whole curves. */
export function sweepGrid({ cells, lengths, seeds, learningRates, optimizers }: SweepAxes): SweepPoint[] {
  let points: SweepPoint[] = seeds.flatMap((seed) => cells.map((cell) => ({ cell, seed })));
  const vary = <K extends 'length' | 'learningRate' | 'optimizer'>(
    name: K,
    values: readonly SweepPoint[K][],
  ) => {
    if (values.length > 0) {
      points = points.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
    }
  };
  vary('optimizer', optimizers);
  vary('learningRate', learningRates);
  vary('length', lengths);
  return points;
}

/** A point that has been run. */
export type SweepRow = SweepPoint & Evaluation & { readonly steps: number };

/** Runs that differ only in their seed, together. */
export interface SweepGroup extends Omit<SweepPoint, 'seed'> {
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

/** The mean and the extremes over the seeds, in the order of the rows. */
export function summarizeSweep(rows: readonly SweepRow[]): SweepGroup[] {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const { cell, length, learningRate, optimizer } = row;
    const key = JSON.stringify([cell, length, learningRate, optimizer]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const { cell, length, learningRate, optimizer } = group[0]!;
    const accuracies = group.flatMap(({ accuracy }) => (accuracy === undefined ? [] : [accuracy]));
    return {
      cell,
      ...(length !== undefined && { length }),
      ...(learningRate !== undefined && { learningRate }),
      ...(optimizer !== undefined && { optimizer }),
      seeds: group.map(({ seed }) => seed),
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
