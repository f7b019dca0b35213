import { percent } from '@unrolled/charts';
import type { RunRecord, SweepPoint, TrainEvent } from '@unrolled/tasks/spec';
import { remark } from '../render/print.js';
import { progressBar } from '../render/progress-bar.js';

/** What became of one run of a sweep. */
export interface Outcome {
  readonly point: SweepPoint;
  readonly run: string;
  /** Absent if the run failed or was not reached. */
  readonly record?: RunRecord | undefined;
  /** Why it failed. */
  readonly error?: string | undefined;
}

/** Progress of a sweep on stderr: a bar over its runs on a terminal, a line per run elsewhere. */
export interface SweepProgress {
  event(run: string, event: TrainEvent): void;
  ended(run: string, outcome: Outcome, interrupted: boolean): void;
  close(): void;
}

const wide = 'sweep |{bar}| {value}/{total} runs | {now}';
const narrow = '{value}/{total} runs';

export function createSweepProgress(
  runs: number,
  signal: AbortSignal,
  stream: NodeJS.WriteStream = process.stderr,
): SweepProgress {
  const bar = progressBar(stream, stream.columns >= 80 ? wide : narrow);
  bar?.start(runs, 0, { now: '' });
  let ended = 0;
  signal.addEventListener('abort', () => {
    bar?.stop();
    remark('interrupted: saving the runs in progress; interrupt again to quit at once');
  });
  return {
    event(run, event) {
      if (event.type === 'step') bar?.update(ended, { now: `${run} step ${event.step}` });
    },
    ended(run, outcome, interrupted) {
      ended++;
      bar?.update(ended);
      if (!bar && !interrupted) remark(`${ended}/${runs} ${run}: ${describe(outcome)}`);
    },
    close: () => bar?.stop(),
  };
}

function describe({ record, error }: Outcome): string {
  if (error !== undefined) return `failed: ${error}`;
  const { accuracy, loss, steps } = record!.result!;
  const score = accuracy === undefined ? `loss ${loss.toPrecision(4)}` : `accuracy ${percent(accuracy)}`;
  return `${score} after ${steps} steps`;
}
