import type { RunRecord } from '@unrolled/tasks';
import { evenly } from '../data/evenly.js';
import { curveSection } from '../report/curves.js';
import { differenceSection } from '../report/differences.js';
import { html, textOf } from '../report/html.js';
import { runSection } from '../report/run-section.js';
import { readRun, sequencesTold } from '../runs/run.js';

/** The runs that a page compares, as markup. */
export interface Comparison {
  readonly curves: string;
  /** What differs, and each run alone. */
  readonly about: string;
}

/** As many as a reader tells apart. */
export const mostCompared = 24;

/**
 * Runs side by side as they stand: the parts of a report that need nothing but the runs' records.
 *
 * @param compared at least one; `command` repeats the run, where that is known
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * const { curves, about } = comparison([{ name: 'runs/parity', record }]);
 * curves.includes('<svg'); // → true
 */
export function comparison(
  compared: readonly {
    readonly name: string;
    readonly record: RunRecord;
    readonly command?: string | undefined;
  }[],
): Comparison {
  const runs = compared.map(({ name, record, command = '' }) => ({
    ...readRun(thinned(record), sequencesTold(record)),
    name,
    command,
  }));
  const [differences, each] = [differenceSection(runs), runSection(runs, false)];
  return {
    curves: textOf(curveSection(runs).content),
    about: textOf(html`${differences.content}\n${each.content}`),
  };
}

/** Epochs, and points of a curve: more than a chart has room for would only be slow to draw. */
const mostPoints = 512;

function thinned({ history, curve, ...record }: RunRecord): RunRecord {
  const kept = record.result?.bestEpoch?.epoch;
  const shown = new Set([...latest(history), ...history.filter(({ epoch }) => epoch === kept).slice(0, 1)]);
  return {
    ...record,
    history: history.filter((epoch) => shown.has(epoch)),
    ...(curve && { curve: { ...curve, points: latest(curve.points) } }),
  };
}

/** So many of them, evenly spread and ending with the last. */
function latest<T>(items: readonly T[]): T[] {
  return evenly(items.length, mostPoints)
    .map((i) => items[items.length - 1 - i]!)
    .reverse();
}
