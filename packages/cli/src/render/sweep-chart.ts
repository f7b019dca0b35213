import type { SweepRow, Task } from '@unrolled/tasks';
import type { LineChart } from './chart.js';
import { spread } from './spread.js';

/**
 * What a sweep varied against what came of it, one line for each combination of the rest, the mean over the seeds
 * with its spread: against the length, or else the learning rate. None where neither varied.
 */
export function sweepChart(
  taskName: string,
  rows: readonly SweepRow[],
  baseline: Task['dataset']['baseline'],
): { readonly name: string; readonly chart: LineChart } | undefined {
  const varies = (name: 'length' | 'learningRate' | 'optimizer') =>
    new Set(rows.map((row) => row[name])).size > 1;
  const x = varies('length') ? 'length' : varies('learningRate') ? 'learningRate' : undefined;
  if (!x) return undefined;
  const accurate = rows.every(({ accuracy }) => accuracy !== undefined);
  const metric = accurate ? 'accuracy' : 'loss';
  const label = ({ cell, optimizer, learningRate }: SweepRow) =>
    [
      cell,
      ...(varies('optimizer') ? [optimizer] : []),
      ...(x === 'length' && varies('learningRate') ? [`rate ${learningRate}`] : []),
    ].join(', ');
  const at = (row: SweepRow) => (x === 'length' ? row.length! : Math.log10(row.learningRate!));
  const value = (row: SweepRow) => (accurate ? 100 * row.accuracy! : row.loss);
  const labels = [...new Set(rows.map(label))];
  const xs = [...new Set(rows.map(at))].sort((a, b) => a - b);
  const guess = baseline.metric === 'accuracy' ? 100 * baseline.value : baseline.value;
  const comparable = (baseline.metric === 'accuracy') === accurate;
  return {
    name: `${metric}-by-${x === 'length' ? 'length' : 'learning-rate'}`,
    chart: {
      title: `${taskName}: ${metric} by ${x === 'length' ? 'length' : 'learning rate'}`,
      xLabel: x === 'length' ? 'length of the sequence (steps)' : 'learning rate (power of 10)',
      yLabel: accurate ? 'accuracy (%)' : 'loss',
      ...(accurate && { yRange: [0, 100] as const }),
      series: [
        ...(comparable
          ? [{ name: 'guessing', reference: true, points: xs.map((at) => [at, guess] as const) }]
          : []),
        ...labels.map((name) =>
          spread(
            name,
            rows.filter((row) => label(row) === name).map((row) => [at(row), value(row)] as const),
          ),
        ),
      ],
    },
  };
}
