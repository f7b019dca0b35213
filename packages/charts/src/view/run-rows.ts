import type { RunRecord } from '@unrolled/tasks';
import { type Html, html, textOf } from '../report/html.js';
import { moment } from '../report/moment.js';
import { labels } from '../runs/configuration.js';
import { configurationOf } from '../runs/run.js';
import { percent } from '../words/percent.js';
import { stopReasons } from '../words/result.js';

/** A run in a list that is kept up to date. */
export interface WatchedRun {
  readonly run: string;
  /** Its latest epoch and the latest point of its curve are enough; absent where it cannot be read. */
  readonly record?: RunRecord;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Whether a process that lives writes to it. */
  readonly isInUse: boolean;
}

/** What a cell says, and by what it is sorted where that is something else. */
type Cell = readonly [text: string | Html, value?: string | number | undefined];

interface Column {
  readonly head: string;
  readonly isNumber?: boolean;
  cell(record: RunRecord, run: WatchedRun): Cell;
}

export const columns: readonly Column[] = [
  { head: 'started', cell: ({ started }) => (started ? [moment(started), started] : ['–', '']) },
  { head: 'task', cell: ({ job }) => [job.task.name] },
  { head: 'model', cell: ({ job }) => [job.model.kind] },
  { head: 'score', isNumber: true, cell: scoreOf },
  { head: 'step', isNumber: true, cell: stepOf },
  { head: 'time', isNumber: true, cell: ({ result }) => [result ? `${result.seconds.toFixed(1)} s` : ''] },
  { head: 'status', cell: (record, { isInUse }) => [statusOf(record, isInUse)] },
];

/**
 * The rows of a list of runs by the runs' names, as markup: when, what, which settings tell it from the others, how it stands, and a box
 * that chooses it.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * const rows = runRows([{ run: 'runs/parity', record, isInUse: false }]);
 * rows.get('runs/parity')!.startsWith('<tr'); // → true
 */
export function runRows(runs: readonly WatchedRun[]): Map<string, string> {
  const readable = runs.filter(({ record }) => record);
  const configured = readable.map(({ record }) => ({ configuration: configurationOf(record!) }));
  const settings = labels(configured, { given: ['task', 'cell'], apart: ['backend'] });
  const differing = new Map(readable.map(({ run }, i) => [run, settings[i]!]));
  return new Map(runs.map((run) => [run.run, textOf(row(run, differing.get(run.run)))]));
}

function row(watched: WatchedRun, settings = ''): Html {
  const { run, record, problem } = watched;
  const cells = record
    ? columns.map(({ head, isNumber, cell }) => {
        const [text, value] = cell(record, watched);
        return html`<td data-label="${head}"${isNumber && html` class="number"`}${value !== undefined && html` data-value="${value}"`}>${text}</td>`;
      })
    : html`<td data-label="started" data-value=""></td><td colspan="${columns.length - 1}" data-label="problem">cannot be read: ${problem ?? ''}</td>`;
  return html`<tr data-run="${run}"><td class="choice"><input type="checkbox" aria-label="compare ${run}"${!record && html` disabled`}></td><th scope="row" class="run">${run}${settings !== '' && html`<br><small>${settings}</small>`}</th>${cells}</tr>`;
}

/** Of a run that is not done, what its latest epoch scored on validation. */
function scoreOf({ result, history }: RunRecord): Cell {
  const last = history.at(-1);
  const accuracy = result ? result.accuracy : last?.validationAccuracy;
  const loss = result ? result.loss : last?.validationLoss;
  const soFar = !result && html` <small>so far</small>`;
  if (accuracy !== undefined) return [html`<span>${percent(accuracy)}${soFar}</span>`, accuracy];
  return loss === undefined ? ['', ''] : [html`<span>loss ${loss.toPrecision(4)}${soFar}</span>`, -loss];
}

function stepOf({ job, plan, curve, history, result }: RunRecord): Cell {
  const taken = result?.steps ?? curve?.points.at(-1)?.step ?? history.at(-1)?.step ?? 0;
  const all = plan.steps * [job.optimizer.learningRate].flat().length;
  return [`${count(taken)} of ${count(all)}`, taken];
}

const count = (value: number) => value.toLocaleString('en');

function statusOf({ status, result }: RunRecord, isInUse: boolean): string {
  if (status === 'running') return isInUse ? 'running' : 'no longer running';
  return status === 'done' && result ? stopReasons[result.stopped] : status;
}
