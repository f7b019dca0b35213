import { join } from 'node:path';
import { sweepChart, sweepTable } from '@unrolled/charts';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import {
  type Evaluation,
  pick,
  type SweepGroup,
  type SweepPoint,
  type SweepRow,
  summarizeSweep,
  type Task,
} from '@unrolled/tasks';
import { stringify } from 'csv-stringify/sync';
import { print, printJson, remark } from '../render/print.js';
import { saveCharts } from '../render/save-charts.js';
import type { Sweep } from './sweep-folder.js';
import type { Outcome } from './sweep-progress.js';

/** The content of `results.json`. */
interface Results {
  readonly task: string;
  readonly baseline: Task['dataset']['baseline'];
  readonly rows: readonly ResultRow[];
  /** Runs that differ only in their seed, together. */
  readonly groups: readonly Omit<SweepGroup, 'point'>[];
  readonly failed: readonly { readonly run: string; readonly error: string }[];
  readonly charts: readonly string[];
}

type ResultRow = SweepPoint &
  Evaluation & {
    readonly steps: number;
    readonly seconds: number;
    readonly stopped: string;
    readonly run: string;
  };

/** Writes the results as JSON, CSV and charts beside the runs, and shows them. */
export async function showSweep(
  { folder }: Sweep,
  task: Task,
  outcomes: readonly Outcome[],
  json: boolean,
): Promise<void> {
  const done = outcomes.flatMap(({ point, run, record }) => {
    if (!record?.result) return [];
    const { loss, accuracy, sequenceAccuracy, steps, seconds, stopped } = record.result;
    return [
      {
        point,
        scores: pick({ loss, accuracy, sequenceAccuracy }) as Evaluation,
        steps,
        seconds,
        stopped,
        run,
      },
    ];
  });
  const rows = done.map(({ point, scores, ...rest }): ResultRow => ({ ...point, ...scores, ...rest }));
  const sweepRows = done.map(({ point, scores, steps }): SweepRow => ({ point, ...scores, steps }));
  const failed = outcomes.flatMap(({ run, error }) => (error === undefined ? [] : [{ run, error }]));
  const groups = summarizeSweep(sweepRows);
  const chart = sweepChart(task.name, sweepRows, task.dataset);
  const charts = chart ? await saveCharts(folder, { [chart.name]: chart.chart }) : [];
  const { baseline } = task.dataset;
  const results: Results = {
    task: task.name,
    baseline,
    rows,
    groups: groups.map(({ point, ...group }) => ({ ...point, ...group })),
    failed,
    charts,
  };
  await writeFileAtomic(
    join(folder, 'results.csv'),
    stringify(rows, { header: true, columns: columnsOf(rows) }),
  );
  // Last, because it marks the sweep as one that has come to its end.
  if (rows.length + failed.length === outcomes.length)
    await writeFileAtomic(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (json) return printJson(results);
  if (rows.length > 0) print(sweepTable(groups, task.dataset));
  if (chart) print(['', chart.chart]);
  for (const { run, error } of failed) remark(`failed: ${run}: ${error}`);
  print(`\nruns, results.csv and charts kept in ${folder}`);
}

function columnsOf(rows: readonly object[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
