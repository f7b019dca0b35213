import { join } from 'node:path';
import { sweepChart, sweepTable } from '@unrolled/charts';
import { type SweepGroup, type SweepRow, summarizeSweep, type Task } from '@unrolled/tasks';
import { writeFileAtomic } from '@unrolled/tasks/node';
import { stringify } from 'csv-stringify/sync';
import { print, printJson, remark } from '../render/print.js';
import { saveCharts } from '../render/save-charts.js';
import type { Outcome } from './run-in-parallel.js';
import type { Sweep } from './sweep-folder.js';

/** The content of `results.json`. */
interface Results {
  readonly task: string;
  readonly baseline: Task['dataset']['baseline'];
  readonly rows: readonly ResultRow[];
  /** Runs that differ only in their seed, together. */
  readonly groups: readonly SweepGroup[];
  readonly failed: readonly { readonly run: string; readonly error: string }[];
  readonly charts: readonly string[];
}

interface ResultRow extends SweepRow {
  readonly seconds: number;
  readonly stopped: string;
  readonly run: string;
}

/** Writes the results as JSON, CSV and charts beside the runs, and shows them. */
export async function showSweep(
  { folder, task: taskName }: Sweep,
  task: Task,
  outcomes: readonly Outcome[],
  json: boolean,
): Promise<void> {
  const rows = outcomes.flatMap(({ point, run, record }) => {
    if (!record?.result) return [];
    const { loss, accuracy, sequenceAccuracy, steps, seconds, stopped } = record.result;
    const scores = {
      loss,
      ...(accuracy !== undefined && { accuracy }),
      ...(sequenceAccuracy !== undefined && { sequenceAccuracy }),
    };
    return [{ ...point, ...scores, steps, seconds, stopped, run }];
  });
  const failed = outcomes.flatMap(({ run, error }) => (error === undefined ? [] : [{ run, error }]));
  const groups = summarizeSweep(rows);
  const chart = sweepChart(taskName, rows, task.dataset);
  const charts = chart ? await saveCharts(folder, { [chart.name]: chart.chart }) : [];
  const results: Results = { task: taskName, baseline: task.dataset.baseline, rows, groups, failed, charts };
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
