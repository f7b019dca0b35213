import { percent } from '@unrolled/charts';
import type { Executor, PlacedJob } from '@unrolled/tasks';
import { type RunRecord, runName, type SweepPoint } from '@unrolled/tasks/spec';
import { printJson, remark } from '../../render/print.js';
import { progressBar } from '../../render/progress-bar.js';

/** A run of a sweep: what it varies, and what it is made from. */
interface PlacedPoint extends PlacedJob {
  readonly point: SweepPoint;
}

/** What became of one run of a sweep. */
export interface Outcome extends PlacedPoint {
  /** Absent if the run failed or was not reached. */
  readonly record?: RunRecord | undefined;
  /** Why it failed. */
  readonly error?: string | undefined;
}

const wide = 'sweep |{bar}| {value}/{total} runs | {now}';
const narrow = '{value}/{total} runs';

/**
 * Runs every point of a sweep, and shows on stderr how far they are: a bar on a terminal, a line per run elsewhere.
 *
 * @param answer what is done at an interrupt
 */
export async function runPoints(
  placed: readonly PlacedPoint[],
  executor: Executor,
  signal: AbortSignal,
  json: boolean | undefined,
  answer = 'saving the runs in progress',
): Promise<Outcome[]> {
  const { stderr } = process;
  const format = stderr.columns >= 80 ? wide : narrow;
  const bar = progressBar(stderr, format, signal, answer);
  bar?.start(placed.length, 0, { now: '' });
  const outcomes = new Map<string, Outcome>(placed.map((each) => [each.run, each]));
  let ended = 0;
  try {
    for await (const { run, ...report } of executor.run(placed, signal)) {
      const outcome = outcomes.get(run)!;
      const { point } = outcome;
      const name = runName(point);
      if (report.type === 'ended') {
        ended++;
        const { record, error } = report;
        outcomes.set(run, { ...outcome, record, error });
        bar?.update(ended);
        if (!bar && !signal.aborted) remark(`${ended}/${placed.length} ${name}: ${describe(record, error)}`);
        continue;
      }
      const { event } = report;
      if (event.type === 'step') bar?.update(ended, { now: `${name} step ${event.step}` });
      if (json)
        printJson({ ...point, ...(event.type === 'done' ? { type: 'done', ...event.result } : event) });
    }
  } finally {
    bar?.stop();
  }
  return [...outcomes.values()];
}

function describe(record: RunRecord | undefined, error: string | undefined): string {
  if (error !== undefined) return `failed: ${error}`;
  const { accuracy, loss, steps } = record!.result!;
  const score = accuracy === undefined ? `loss ${loss.toPrecision(4)}` : `accuracy ${percent(accuracy)}`;
  return `${score} after ${steps} steps`;
}
