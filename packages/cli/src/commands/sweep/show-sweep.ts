import { sweepCharts, sweepTable } from '@unrolled/charts';
import { buildOf, pick, summarizeSweep, type Task } from '@unrolled/tasks';
import type { SweepStore } from '@unrolled/tasks/node';
import { stringify } from 'csv-stringify/sync';
import { saved } from '../../interrupt.js';
import { print, printJson, remark } from '../../render/print.js';
import { saveCharts } from '../../render/save-charts.js';
import type { Outcome } from './run-points.js';

/** Keeps the results as JSON, CSV and charts beside the runs, and shows them. */
export async function showSweep(
  store: SweepStore,
  task: Task,
  outcomes: readonly Outcome[],
  json: boolean | undefined,
): Promise<void> {
  const done = outcomes.flatMap(({ point, run, record }) =>
    record?.result ? [{ ...record, point, run, result: record.result, build: buildOf(record) }] : [],
  );
  const rows = done.map(({ point, run, result, build }) => {
    const { loss, accuracy, sequenceAccuracy, steps, seconds, stopped } = result;
    return { ...point, ...pick({ loss, accuracy, sequenceAccuracy }), steps, seconds, stopped, build, run };
  });
  const scored = done.map(({ point, result, history, curve }) => ({ ...result, point, history, curve }));
  const failed = outcomes.flatMap(({ run, error }) => (error === undefined ? [] : [{ run, error }]));
  const groups = summarizeSweep(scored);
  const drawn = sweepCharts(task.name, scored, task.dataset);
  const [chart] = Object.values(drawn);
  const charts = await saveCharts(store.location, drawn);
  const results = {
    task: task.name,
    baseline: task.dataset.baseline,
    rows,
    // Runs that differ only in their seed, together.
    groups: groups.map(({ point, ...group }) => ({ ...point, ...group })),
    failed,
    charts,
  };
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  await store.writeTable(stringify(rows, { header: true, columns }));
  if (rows.length + failed.length === outcomes.length) await store.writeResults(results);
  saved();
  if (json) return printJson(results);
  if (rows.length > 0) print(sweepTable(groups, task.dataset));
  if (chart) print(['', chart]);
  const builds = new Set(done.map(({ build }) => build));
  if (builds.size > 1)
    remark(
      `${builds.size} builds made these runs, which differ in their last digits; results.csv says which made which`,
    );
  for (const { run, error } of failed) remark(`failed: ${run}: ${error}`);
  print(`\nruns, results.csv and charts kept in ${store.location}`);
}
