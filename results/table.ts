import { percent, type Score, type ScoreAtLength } from '@unrolled/charts';
import type { Evaluation, RunRecord } from '@unrolled/tasks';

export { percent };

/** What is published of one run. */
export interface ScoredRun {
  /** Its folder under that of the table: the command's name, cell, axes and seed. */
  readonly run: string;
  /** The name of the command that made it. */
  readonly command: string;
  /** The digest of its job. */
  readonly job: string;
  /** What it differs from the command's other runs in, its cell and seed among it. */
  readonly point: Readonly<Record<string, string | number>>;
  readonly scores: Readonly<Record<string, number>>;
}

/** A number of a table: what each of its runs scores, and how the mean is written. */
export interface Cell {
  readonly values: readonly number[];
  readonly write: (value: number) => string;
}

export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** A published table: the commands that make its runs, what is read from a run, and how rows come of that. */
export interface Table {
  /** `unrolled sweep` and `unrolled train` lines by a short name. */
  readonly commands: Readonly<Record<string, string>>;
  /** Further questions to every run: flags of `unrolled evaluate` by a short name. */
  readonly evaluations?: Readonly<Record<string, string>>;
  /** What `unrolled evaluate --longer` would say of every run, at so many times its length. */
  readonly longer?: readonly number[];
  /** Whether it is measured what a training step costs, which is then among the scores. */
  readonly cost?: true;
  /** A table whose runs must be on record before its own can be known. */
  readonly after?: string;
  measure(
    record: RunRecord,
    evaluations: Readonly<Record<string, Asked>>,
    lengths: readonly ScoreAtLength[] | undefined,
  ): Readonly<Record<string, number>>;
  /** What stands above the names of rows, and above each column. */
  readonly head: readonly string[];
  rows(runs: readonly ScoredRun[]): readonly Row[];
  /** Charts of accuracy by length. */
  readonly pictures?: readonly Picture[];
}

/** A chart of accuracy by length, a line a cell. */
export interface Picture {
  /** Under docs/images. */
  readonly file: string;
  /** Of which runs; all unless given. */
  of?(run: ScoredRun): boolean;
  /** The points of a run. */
  at(run: ScoredRun): readonly Omit<Score, 'name'>[];
}

/** What `unrolled evaluate --json` prints. */
export type Asked = Evaluation & {
  /** With `--feedback`: what each way of feeding the decoder scores. */
  readonly feedback?: Readonly<Record<string, Evaluation & { readonly byPosition: readonly number[] }>>;
};

/** Which runs a column is of, and what is read from them. */
export interface Column {
  readonly of?: (run: ScoredRun) => boolean;
  readonly score: string;
  readonly write?: (value: number) => string;
}

/** A row for every name that runs are given, in the order of the runs. */
export function rowsBy(
  runs: readonly ScoredRun[],
  nameOf: (run: ScoredRun) => string,
  columns: readonly Column[],
): Row[] {
  return [...new Set(runs.map(nameOf))].map((name) => {
    const ofRow = runs.filter((run) => nameOf(run) === name);
    return {
      name,
      cells: columns.map(({ of = () => true, score, write = percent }) => ({
        values: ofRow.filter(of).flatMap(({ scores }) => scores[score] ?? []),
        write,
      })),
    };
  });
}

export const steps = (value: number) => Math.round(value).toLocaleString('en');
export const scientific = (value: number) => value.toExponential(1).replace('e+0', '').replace('e+', 'e');

/** The mean as it is written, and within which bounds the runs lie. */
export function meanOf({ values, write }: Cell): string {
  return values.length === 0 ? '–' : write(mean(values));
}

/** The mean, and the lowest and highest where they are written otherwise. */
export function spreadOf(cell: Cell): string {
  const { values, write } = cell;
  if (values.length === 0) return '–';
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  return low === high ? meanOf(cell) : `${meanOf(cell)} (${low} to ${high})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
