/**
 * `npm run results -- [NAME...] [--jobs N] [--check]`: makes the runs of published tables that are not there yet, a
 * process each, and writes data/NAME.json and what the pages say of them. Runs are kept in runs/results; those that are
 * done and of the same job are used as they are, wherever they were made. With --check nothing is run or written.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { RunRecord } from '@unrolled/tasks';
import { localProcesses } from '@unrolled/tasks/node';
import { createTask } from '@unrolled/tasks/spec';
import { type PlannedRun, plannedRuns } from './commands.js';
import { mistakes, written } from './page.js';
import { pages, publishedRows, root } from './published.js';
import type { Asked, ScoredRun, Table } from './table.js';
import { tables } from './tables.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string' }, check: { type: 'boolean' } },
});
process.env.UNROLLED_NATIVE = '0'; // what is published is of the kernels that everybody has

const unknown = positionals.filter((name) => !tables[name]);
if (unknown.length > 0) {
  console.error(`no table ${unknown.join(', ')}; the tables are: ${Object.keys(tables).join(', ')}`);
  process.exit(2);
}
const chosen = positionals.length > 0 ? positionals : Object.keys(tables);

if (!values.check) {
  const planned = chosen.flatMap((name) => plannedRuns(name, tables[name]!, join(root, 'runs/results')));
  const records = await runAll(planned, Number(values.jobs ?? availableParallelism()));
  for (const name of chosen) {
    const runs = planned.filter(({ table }) => table === name);
    const missing = runs.filter(({ run }) => !records.has(run));
    if (missing.length > 0) {
      console.error(
        `${name}: ${missing.length} of ${runs.length} runs are not there; data/${name}.json is left as it is`,
      );
      process.exitCode = 1;
      continue;
    }
    const scored: ScoredRun[] = [];
    for (const run of runs) scored.push(await score(run, tables[name]!, records.get(run.run)!));
    const lines = scored.map((run) => `  ${JSON.stringify(run)}`);
    await writeFile(join(root, `results/data/${name}.json`), `[\n${lines.join(',\n')}\n]\n`);
    await draw(tables[name]!, runs, scored);
  }
}

const rows = publishedRows();
for (const page of pages()) {
  const path = join(root, page);
  const text = await readFile(path, 'utf8');
  if (values.check) {
    for (const mistake of mistakes(text, tables, rows)) {
      console.error(`${page}: ${mistake}`);
      process.exitCode = 1;
    }
  } else {
    const next = written(text, tables, rows);
    if (next !== text) await writeFile(path, next);
  }
}

/** Makes what is not there; a run that fails leaves the others alone. */
async function runAll(planned: readonly PlannedRun[], workers: number): Promise<Map<string, RunRecord>> {
  const interrupted = new AbortController();
  process.on('SIGINT', () => interrupted.abort()).on('SIGTERM', () => interrupted.abort());
  const records = new Map<string, RunRecord>();
  let ended = 0;
  for await (const report of localProcesses({ workers }).run(planned, interrupted.signal)) {
    if (report.type !== 'ended') continue;
    ended++;
    const { run, record, error } = report;
    if (record) records.set(run, record);
    const result = record?.result;
    const said =
      error ?? (result ? `${result.accuracy ?? result.loss} after ${result.steps} steps` : 'stopped');
    const seconds = result ? `, ${Math.round(result.seconds)} s` : '';
    console.error(
      `${ended}/${planned.length} ${run.slice(join(root, 'runs/results/').length)}: ${said}${seconds}`,
    );
  }
  return records;
}

/** Draws accuracy by length, as `unrolled sweep` does. */
async function draw(
  { picture }: Table,
  planned: readonly PlannedRun[],
  scored: readonly ScoredRun[],
): Promise<void> {
  if (!picture) return;
  const [{ scoreCharts }, { svgChart }] = await Promise.all([
    import('@unrolled/charts'),
    import('@unrolled/charts/svg'),
  ]);
  const { name, options } = planned[0]!.job.task;
  const { dataset } = await createTask(name, options);
  const scores = scored.map(({ point, scores: { loss, accuracy } }) => ({
    name: String(point.cell),
    x: Number(point.length),
    loss: loss!,
    accuracy: accuracy!,
  }));
  const [chart] = scoreCharts(name, dataset, 'length', scores);
  await writeFile(join(root, 'docs/images', picture), svgChart(chart!));
}

/** What is published of a run; what it was asked before is not asked again. */
async function score(planned: PlannedRun, table: Table, record: RunRecord): Promise<ScoredRun> {
  const { name, command, point, run } = planned;
  const evaluations: Record<string, Asked> = {};
  for (const [question, flags] of Object.entries(table.evaluations ?? {})) {
    evaluations[question] = await ask(run, question, flags, record);
  }
  return {
    run: name,
    command,
    point: point as ScoredRun['point'],
    scores: table.measure(record, evaluations),
  };
}

async function ask(run: string, question: string, flags: string, { result }: RunRecord): Promise<Asked> {
  const file = join(run, `evaluate-${question}.json`);
  const key = JSON.stringify([flags, result]);
  if (existsSync(file)) {
    const kept = JSON.parse(await readFile(file, 'utf8'));
    if (kept.key === key) return kept.asked;
  }
  const unrolled = join(root, 'packages/cli/bin/unrolled.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    unrolled,
    'evaluate',
    run,
    ...flags.split(' '),
    '--json',
  ]);
  const asked = JSON.parse(stdout);
  await writeFile(file, JSON.stringify({ key, asked }));
  return asked;
}
