import type { SweepPoint, SweepRow } from '@unrolled/tasks';
import type { LineChart } from '../data/chart.js';
import { inWords, type Sequences } from './run.js';
import { metricOf, scoreCharts } from './scores.js';

/**
 * What a sweep varied against what came of it, one line for each combination of the rest, the mean over the seeds
 * with its spread: against the length, or else the learning rate. None where neither varied.
 */
export function sweepChart(
  task: string,
  rows: readonly SweepRow[],
  dataset: Sequences,
): { readonly name: string; readonly chart: LineChart } | undefined {
  const varied = [...new Set(rows.flatMap(({ point }) => Object.keys(point)))].filter(
    (name) => name !== 'seed' && new Set(rows.map(({ point }) => point[name])).size > 1,
  );
  const axis = ['length', 'learningRate'].find((name) => varied.includes(name));
  if (!axis) return undefined;
  const by = axis === 'length' ? 'length' : 'learning rate';
  const label = ({ cell, ...point }: SweepPoint) =>
    [
      cell,
      ...varied
        .filter((name) => name !== 'cell' && name !== axis)
        .map((name) => (name === 'optimizer' ? point[name] : `${axisWords(name)} ${point[name]}`)),
    ].join(', ');
  const scores = rows.map((row) => ({
    ...row,
    name: label(row.point),
    x: axis === 'length' ? Number(row.point.length) : Math.log10(Number(row.point.learningRate)),
  }));
  const [chart] = scoreCharts(task, dataset, by, scores, rows.length);
  return chart && { name: `${metricOf(rows)}-by-${by.replace(' ', '-')}`, chart };
}

/** What an axis is called in a legend. */
export function axisWords(name: string): string {
  return name === 'learningRate' ? 'rate' : inWords(name);
}
