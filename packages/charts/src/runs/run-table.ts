import type { RunRecord } from '@unrolled/tasks';
import type { Table } from '../data/words.js';
import { percent } from '../words/percent.js';
import { labels } from './configuration.js';
import { configurationOf } from './run.js';

/** A run, and where it is kept. */
export interface ListedRun {
  readonly run: string;
  readonly record: RunRecord;
}

/**
 * Runs, a line each: when, what, what tells it from the others, and what came of it.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * runTable([{ run: 'runs/parity', record }]).rows[0].slice(1, 3); // → ['parity', 'rnn']
 */
export function runTable(runs: readonly ListedRun[]): Table {
  const configured = runs.map(({ record }) => ({ configuration: configurationOf(record) }));
  const settings = labels(configured, { given: ['task', 'cell'], apart: ['backend'] });
  return {
    head: ['started', 'task', 'model', 'score', 'time', 'run: settings that differ'],
    rows: runs.map(({ run, record }, i) => [
      record.started === undefined ? '–' : momentInWords(record.started),
      record.job.task.name,
      record.job.model.kind,
      scoreOf(record),
      record.result ? `${record.result.seconds.toFixed(1)} s` : '',
      settings[i] ? `${run}: ${settings[i]}` : run,
    ]),
  };
}

/** A moment as people here read it, to the minute; of one long past the year. */
export function momentInWords(moment: string, now = Date.now()): string {
  const date = new Date(moment);
  const day = `${String(date.getDate()).padStart(2)} ${months[date.getMonth()]}`;
  if (Math.abs(now - date.getTime()) > 300 * 24 * 3600 * 1000) return `${day}  ${date.getFullYear()}`;
  const [hours, minutes] = [date.getHours(), date.getMinutes()].map((value) =>
    String(value).padStart(2, '0'),
  );
  return `${day} ${hours}:${minutes}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The score of a run that is done; of another one how it stands. */
function scoreOf({ status, result }: RunRecord): string {
  if (status !== 'done' || !result) return status;
  return result.accuracy === undefined ? `loss ${result.loss.toPrecision(4)}` : percent(result.accuracy);
}
