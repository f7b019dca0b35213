import { join } from 'node:path';
import { localProcesses } from '@unrolled/tasks/node';
import { jobAt, runName, type SweepPoint } from '@unrolled/tasks/spec';
import { printJson } from '../render/print.js';
import type { Sweep } from './sweep-folder.js';
import { createSweepProgress, type Outcome } from './sweep-progress.js';

/** Runs every point of a sweep, each kept in a folder of its own, and shows how far they are. */
export async function runInParallel(
  { folder, plan }: Sweep,
  points: readonly SweepPoint[],
  {
    workers,
    signal,
    json,
  }: { readonly workers: number; readonly signal: AbortSignal; readonly json: boolean },
): Promise<Outcome[]> {
  const progress = createSweepProgress(points.length, signal);
  const outcomes = new Map<string, Outcome>(
    points.map((point) => {
      const run = join(folder, runName(point));
      return [run, { point, run }];
    }),
  );
  const placed = [...outcomes.values()].map(({ point, run }) => ({ job: jobAt(plan, point), run }));
  try {
    for await (const { run, ...report } of localProcesses({ workers }).run(placed, signal)) {
      const { point } = outcomes.get(run)!;
      if (report.type === 'event') {
        const { event } = report;
        progress.event(runName(point), event);
        if (json)
          printJson({ ...point, ...(event.type === 'done' ? { type: 'done', ...event.result } : event) });
      } else {
        const outcome = { point, run, record: report.record, error: report.error };
        outcomes.set(run, outcome);
        progress.ended(runName(point), outcome, signal.aborted);
      }
    }
  } finally {
    progress.close();
  }
  return [...outcomes.values()];
}
