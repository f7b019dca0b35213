import type { TrainEvent } from '@unrolled/tasks';
import { SingleBar } from 'cli-progress';
import { remark } from '../render/print.js';
import { percent } from '../render/result.js';
import type { Outcome } from './run-in-parallel.js';

/** Progress of a sweep on stderr: a bar over its runs on a terminal, a line per run elsewhere. */
export interface SweepProgress {
  event(run: string, event: TrainEvent): void;
  ended(run: string, outcome: Outcome, interrupted: boolean): void;
  close(): void;
}

export function createSweepProgress(
  runs: number,
  signal: AbortSignal,
  stream: NodeJS.WriteStream = process.stderr,
): SweepProgress {
  const bar = stream.isTTY && !process.env.CI ? sweepBar(runs, stream) : undefined;
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

function sweepBar(runs: number, stream: NodeJS.WriteStream): SingleBar {
  const bar = new SingleBar({
    stream,
    format: stream.columns >= 80 ? 'sweep |{bar}| {value}/{total} runs | {now}' : '{value}/{total} runs',
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 20,
    hideCursor: true,
    linewrap: false,
    clearOnComplete: true,
    gracefulExit: false,
  });
  bar.start(runs, 0, { now: '' });
  return bar;
}
