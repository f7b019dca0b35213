/**
 * `npm run results -- [NAME...] [--jobs N] [--queue URL] [--check]`: makes the runs of published tables that are not there
 * yet, a process each, or with --queue those of `unrolled worker`, and writes data/NAME.json and what the pages say of them.
 * A run that is in data/NAME.json with the same job stays as it is there: without that file all are made.
 * Runs are kept in runs/results; those that are done and of the same job are used as they are, wherever they were made.
 * With --check nothing is run or written.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type ScoreAtLength, scoreCharts } from '@unrolled/charts';
import { svgChart } from '@unrolled/charts/svg';
import { type Executor, evaluateRun, type Job, type RunRecord, selectBackend } from '@unrolled/tasks';
import { localProcesses, runDirectory } from '@unrolled/tasks/node';
import { createTask } from '@unrolled/tasks/spec';
import { type PlannedRun, plannedRuns } from './commands.js';
import { type Cost, costOf } from './cost.js';
import { mistakes, written } from './page.js';
import { pages, publishedRows, root } from './published.js';
import { digestOf, onRecord, recordedRuns, recordOf } from './recorded.js';
import type { Asked, ScoredRun, Table } from './table.js';
import { tables } from './tables.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string' },
    queue: { type: 'string' },
    'queue-name': { type: 'string', default: 'unrolled' },
    check: { type: 'boolean' },
  },
});
process.env.UNROLLED_NATIVE = '0'; // what is published is of the kernels that everybody has

const unknown = positionals.filter((name) => !tables[name]);
if (unknown.length > 0) {
  console.error(`no table ${unknown.join(', ')}; the tables are: ${Object.keys(tables).join(', ')}`);
  process.exit(2);
}
const costs = new Map<string, Promise<Cost>>();
const chosen = positionals.length > 0 ? positionals : Object.keys(tables);

if (!values.check) {
  const { executor, close } = await whoRuns();
  // What others wait for comes first; all that waits for nothing is run at once.
  const after = chosen.filter((name) => tables[name]!.after);
  const first = [...new Set([...chosen, ...after.map((name) => tables[name]!.after!)])];
  const made = await make(
    first.filter((name) => !after.includes(name)),
    executor,
  );
  const follows = (name: string) => made.includes(tables[name]!.after!);
  for (const name of after.filter((name) => !follows(name)))
    console.error(`${name}: waits for ${tables[name]!.after}; data/${name}.json is left as it is`);
  await make(after.filter(follows), executor);
  await close();
}

/** Makes the runs of tables, and puts them on record. @returns the tables that are whole */
async function make(names: readonly string[], executor: Executor): Promise<string[]> {
  const whole: string[] = [];
  const planned = names.flatMap((name) => plannedRuns(name, tables[name]!, join(root, 'runs/results')));
  const recorded = new Map(planned.map((each) => [each, onRecord(each, recordedRuns(each.table))]));
  const records = await runAll(
    planned.filter((each) => !recorded.get(each)),
    executor,
  );
  for (const name of names) {
    const runs = planned.filter(({ table }) => table === name);
    const missing = runs.filter((each) => !recorded.get(each) && !records.has(each.run));
    if (missing.length > 0) {
      console.error(
        `${name}: ${missing.length} of ${runs.length} runs are not there; data/${name}.json is left as it is`,
      );
      process.exitCode = 1;
      continue;
    }
    const scored: ScoredRun[] = [];
    for (const each of runs) {
      const { name: run, command, job } = each;
      const scores = recorded.get(each)?.scores ?? (await score(each, tables[name]!, records.get(each.run)!));
      // What a step costs is compared, and so measured anew of all.
      const cost = tables[name]!.cost && (await costOfAll(job));
      const point = each.point as ScoredRun['point'];
      scored.push({ run, command, job: digestOf(job), point, scores: { ...scores, ...cost } });
    }
    const lines = scored.map((run) => `  ${JSON.stringify(run)}`);
    await writeFile(recordOf(name), `[\n${lines.join(',\n')}\n]\n`);
    await draw(tables[name]!, runs, scored);
    whole.push(name);
  }
  return whole;
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

/** Processes of this machine, or the workers of a queue. */
async function whoRuns(): Promise<{ readonly executor: Executor; close(): Promise<void> }> {
  if (values.queue === undefined) {
    const workers = Number(values.jobs ?? availableParallelism());
    return { executor: localProcesses({ workers }), close: async () => {} };
  }
  const { openQueue, queueExecutor } = await import('@unrolled/queue');
  const queue = await openQueue(values.queue, { name: values['queue-name'], remark: console.error });
  return { executor: queueExecutor(queue, { remark: console.error }), close: () => queue.close() };
}

/** Makes what is not there; a run that fails leaves the others alone. */
async function runAll(planned: readonly PlannedRun[], executor: Executor): Promise<Map<string, RunRecord>> {
  const interrupted = new AbortController();
  process.on('SIGINT', () => interrupted.abort()).on('SIGTERM', () => interrupted.abort());
  const records = new Map<string, RunRecord>();
  let ended = 0;
  for await (const report of executor.run(planned, interrupted.signal)) {
    if (report.type !== 'ended') continue;
    ended++;
    const { run, record } = report;
    const isNative = record?.versions.kernels?.startsWith('native');
    const error = isNative ? 'by native kernels: start workers with UNROLLED_NATIVE=0' : report.error;
    if (record && !isNative) records.set(run, record);
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
  { pictures = [] }: Table,
  planned: readonly PlannedRun[],
  scored: readonly ScoredRun[],
): Promise<void> {
  for (const { file, of = () => true, at } of pictures) {
    const runs = scored.filter(of);
    const { name, options } = planned[scored.indexOf(runs[0]!)]!.job.task;
    const { dataset } = await createTask(name, options);
    const scores = runs.flatMap((run) =>
      at(run).map((score) => ({ name: String(run.point.cell), ...score })),
    );
    const [chart] = scoreCharts(name, dataset, 'length', scores);
    await writeFile(join(root, 'docs/images', file), svgChart(chart!));
  }
}

/** What is published of a run; what it was asked before is not asked again. */
async function score({ run }: PlannedRun, table: Table, record: RunRecord): Promise<ScoredRun['scores']> {
  const evaluations: Record<string, Asked> = {};
  for (const [question, flags] of Object.entries(table.evaluations ?? {})) {
    evaluations[question] = await once(run, question, [flags, record.result], () => ask(run, flags));
  }
  const { longer } = table;
  const lengths =
    longer && (await once(run, 'longer', [longer, record.result], () => scoresAt(run, record, longer)));
  return table.measure(record, evaluations, lengths);
}

/** An answer that is kept beside the run, for as long as the key is the same. */
async function once<Answer>(
  run: string,
  name: string,
  of: unknown,
  find: () => Promise<Answer>,
): Promise<Answer> {
  const file = join(run, `evaluate-${name}.json`);
  const key = JSON.stringify(of);
  if (existsSync(file)) {
    const kept = JSON.parse(await readFile(file, 'utf8'));
    if (kept.key === key) return kept.asked;
  }
  const asked = await find();
  await writeFile(file, JSON.stringify({ key, asked }));
  return asked;
}

async function ask(run: string, flags: string): Promise<Asked> {
  const unrolled = join(root, 'packages/cli/bin/unrolled.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    unrolled,
    'evaluate',
    run,
    ...flags.split(' '),
    '--json',
  ]);
  return JSON.parse(stdout);
}

/** What a run scores on sequences of so many times the length. */
async function scoresAt(run: string, { job }: RunRecord, times: readonly number[]): Promise<ScoreAtLength[]> {
  const weights = await runDirectory(run).readModel();
  await selectBackend('wasm');
  const scores: ScoreAtLength[] = [];
  for (const factor of times) {
    const length = factor * Number(job.task.options.length);
    const task = await createTask(job.task.name, { ...job.task.options, length });
    scores.push({
      length,
      ...(await evaluateRun(task, job.model, weights)),
      baseline: task.dataset.baseline,
    });
  }
  return scores;
}

/** Runs that differ in their seeds alone cost the same, and are measured once. */
function costOfAll(job: Job): Promise<Cost> {
  const key = JSON.stringify({ ...job, seed: 0 });
  const cost = costs.get(key) ?? costOf(job);
  costs.set(key, cost);
  return cost;
}
