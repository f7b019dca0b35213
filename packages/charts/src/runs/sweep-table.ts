import type { Spread, SweepGroup } from '@unrolled/tasks';
import type { Table } from '../data/words.js';
import { baselineInWords, percent } from '../words/percent.js';
import type { Sequences } from './run.js';
import { axisWords } from './sweep-charts.js';

/**
 * One line for the runs that differ only in their seed: their mean, and the extremes where there are several.
 *
 * @example
 * const result = { loss: 0.1, accuracy: 0.9, steps: 20 };
 * const rows = [1, 2].map((seed) => ({ ...result, point: { cell: 'lstm' as const, seed, length: 5 } }));
 * sweepTable(summarizeSweep(rows), parity()).head;
 * // → ['cell', 'length', 'accuracy', 'guessing (accuracy)', 'steps', 'seeds']
 */
export function sweepTable(groups: readonly SweepGroup[], dataset: Pick<Sequences, 'baseline'>): Table {
  const scored = groups.every(({ accuracy }) => accuracy !== undefined);
  const axes = [...new Set(groups.flatMap(({ point }) => Object.keys(point)))].sort(
    (a, b) => place(a) - place(b),
  );
  const columns: [head: string, cell: (group: SweepGroup) => string][] = [
    ...axes.map((axis): [string, (group: SweepGroup) => string] => [
      axisWords(axis),
      ({ point }) => String(point[axis] ?? ''),
    ]),
    scored
      ? ['accuracy', ({ accuracy }) => spread(accuracy!, percent)]
      : ['loss', ({ loss }) => spread(loss, (value) => value.toPrecision(4))],
    [`guessing (${dataset.baseline.metric})`, () => baselineInWords(dataset)],
    ['steps', ({ steps }) => spread(steps, (value) => value.toFixed(0))],
    ['seeds', ({ seeds }) => String(seeds.length)],
  ];
  return {
    head: columns.map(([head]) => head),
    rows: groups.map((group) => columns.map(([, cell]) => cell(group))),
  };
}

/** Where an axis stands: the cell first, the length last, as curves are read. */
function place(axis: string): number {
  const order = ['cell', 'optimizer', 'any other', 'learningRate', 'length'];
  return order.indexOf(order.includes(axis) ? axis : 'any other');
}

function spread({ mean, min, max }: Spread, write: (value: number) => string): string {
  return min === max ? write(mean) : `${write(mean)} (${write(min)} to ${write(max)})`;
}
