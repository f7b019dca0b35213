import { percent } from '@unrolled/charts';
import type { Executor, PlacedJob } from '@unrolled/tasks';
import { type RunRecord, runName, type SweepPoint } from '@unrolled/tasks/spec';
import { exitCodes } from '../../errors.js';
import { printJson } from '../../render/print.js';
import { progressLine } from '../../render/progress-line.js';
import { answerInterrupt, statusLine } from '../../render/status-line.js';
import { terminal } from '../../render/terminal.js';

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

/**
 * Runs every point of a sweep, and shows on stderr how far they are: a line per run, and below them a bar on a terminal.
 * The exit code is that of what came of them.
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
  const line = statusLine();
  answerInterrupt(line, signal, answer);
  const { unicode } = terminal(process.stderr);
  const began = performance.now();
  const show = (now: string) => {
    if (signal.aborted) return;
    const seconds = (performance.now() - began) / 1000;
    const standing = { done: ended, total: placed.length, seconds, from: 0, unit: 'runs', now };
    line.update((columns) => progressLine(standing, columns, unicode));
  };
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
        if (!signal.aborted) line.keep(`${ended}/${placed.length} ${name}: ${describe(record, error)}`);
        continue;
      }
      const { event } = report;
      if (event.type === 'step') show(`${name} step ${event.step}`);
      if (json)
        printJson({ ...point, ...(event.type === 'done' ? { type: 'done', ...event.result } : event) });
    }
  } finally {
    line.close();
  }
  const all = [...outcomes.values()];
  if (all.some(({ error }) => error !== undefined)) process.exitCode = exitCodes.failed;
  else if (all.some(({ record }) => !record)) process.exitCode ||= exitCodes.interrupted;
  return all;
}

function describe(record: RunRecord | undefined, error: string | undefined): string {
  if (error !== undefined) return `failed: ${error}`;
  const { accuracy, loss, steps } = record!.result!;
  const score = accuracy === undefined ? `loss ${loss.toPrecision(4)}` : `accuracy ${percent(accuracy)}`;
  return `${score} after ${steps} steps`;
}
