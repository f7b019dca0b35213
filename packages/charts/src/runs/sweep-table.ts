import type { Spread, SweepGroup } from '@unrolled/tasks';
import type { Table } from '../data/words.js';
import { baselineInWords, percent } from '../words/percent.js';
import type { Sequences } from './run.js';

/** One line for the runs that differ only in their seed: their mean, and the extremes where there are several. */
export function sweepTable(groups: readonly SweepGroup[], dataset: Pick<Sequences, 'baseline'>): Table {
  const has = (name: keyof SweepGroup) => groups.some((group) => group[name] !== undefined);
  const columns: [head: string, cell: (group: SweepGroup) => string][] = [
    ['cell', ({ cell }) => cell],
    ...column(has('optimizer'), 'optimizer', ({ optimizer }) => optimizer ?? ''),
    ...column(has('learningRate'), 'rate', ({ learningRate }) => String(learningRate)),
    ...column(has('length'), 'length', ({ length }) => String(length)),
    ...column(has('accuracy'), 'accuracy', ({ accuracy }) => spread(accuracy!, percent)),
    ...column(!has('accuracy'), 'loss', ({ loss }) => spread(loss, (value) => value.toPrecision(4))),
    [`guessing (${dataset.baseline.metric})`, () => baselineInWords(dataset)],
    ['steps', ({ steps }) => spread(steps, (value) => value.toFixed(0))],
    ['seeds', ({ seeds }) => String(seeds.length)],
  ];
  return {
    head: columns.map(([head]) => head),
    rows: groups.map((group) => columns.map(([, cell]) => cell(group))),
  };
}

function column(
  there: boolean,
  head: string,
  cell: (group: SweepGroup) => string,
): [string, (group: SweepGroup) => string][] {
  return there ? [[head, cell]] : [];
}

function spread({ mean, min, max }: Spread, write: (value: number) => string): string {
  return min === max ? write(mean) : `${write(mean)} (${write(min)} to ${write(max)})`;
}
