import type { SweepRow } from '@unrolled/tasks';
import type { LineChart } from '../data/chart.js';
import type { Sequences } from './run.js';
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
  const varies = (name: 'length' | 'learningRate' | 'optimizer') =>
    new Set(rows.map((row) => row[name])).size > 1;
  if (!varies('length') && !varies('learningRate')) return undefined;
  const by = varies('length') ? 'length' : 'learning rate';
  const label = ({ cell, optimizer, learningRate }: SweepRow) =>
    [
      cell,
      ...(varies('optimizer') ? [optimizer] : []),
      ...(by === 'length' && varies('learningRate') ? [`rate ${learningRate}`] : []),
    ].join(', ');
  const scores = rows.map((row) => ({
    ...row,
    name: label(row),
    x: by === 'length' ? row.length! : Math.log10(row.learningRate!),
  }));
  const [chart] = scoreCharts(task, dataset, by, scores, rows.length);
  return chart && { name: `${metricOf(rows)}-by-${by.replace(' ', '-')}`, chart };
}
