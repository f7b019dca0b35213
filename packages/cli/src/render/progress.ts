import { percent } from '@unrolled/charts';
import { sparkline } from '@unrolled/charts/characters';
import { type EpochRecord, ratesOf, type TrainEvent } from '@unrolled/tasks/spec';
import type { SingleBar } from 'cli-progress';
import { remark } from './print.js';
import { progressBar } from './progress-bar.js';
import { terminal } from './terminal.js';

export interface Progress {
  show(label: string, event: TrainEvent): void;
  close(): void;
}

/** Progress on stderr: a bar with rate and time left on a terminal, a line per epoch elsewhere. */
export function createProgress(signal: AbortSignal, stream: NodeJS.WriteStream = process.stderr): Progress {
  const bar = progressBar(stream, stream.columns >= 120 ? wide : narrow);
  const progress = bar ? barProgress(bar, stream) : lineProgress();
  signal.addEventListener('abort', () => {
    progress.close();
    remark('interrupted: saving the run so far; interrupt again to quit at once');
  });
  return {
    ...progress,
    show: (label, event) => {
      if (!signal.aborted) progress.show(label, event);
    },
  };
}

const wide =
  '{label} |{bar}| {value}/{total} | loss {loss} {curve} | {accuracy} | {rate} steps/s | {eta_formatted} left';
const narrow = '{percentage} % | loss {loss} | {eta_formatted} left';

function barProgress(bar: SingleBar, stream: NodeJS.WriteStream): Progress {
  let started = { at: 0, step: 0 };
  let losses: number[] = [];
  return {
    show(label, event) {
      if (event.type === 'start') {
        const { step, record } = event;
        started = { at: performance.now(), step };
        losses = [];
        bar.start(ratesOf(record.job.optimizer).length * record.plan.steps, step, {
          label,
          loss: '-',
          curve: '',
          accuracy: 'no validation yet',
          rate: '-',
        });
      } else if (event.type === 'step') {
        losses.push(event.loss);
        const rate = ((event.step - started.step) / (performance.now() - started.at)) * 1000;
        bar.update(event.step, {
          loss: event.loss.toFixed(4),
          curve: sparkline(losses, 16, terminal(stream)),
          rate: rate.toFixed(rate < 10 ? 1 : 0),
        });
      } else if (event.type === 'epoch') {
        bar.update({ accuracy: describeValidation(event) });
      } else if (event.type === 'done') {
        bar.stop();
      }
    },
    close: () => bar.stop(),
  };
}

function lineProgress(): Progress {
  return {
    show(label, event) {
      if (event.type === 'start') {
        remark(`${label}: ${event.parameters} parameters, ${event.record.backend} backend`);
      } else if (event.type === 'epoch') {
        remark(`${label}: step ${event.step}, loss ${event.loss.toFixed(4)}, ${describeValidation(event)}`);
      }
    },
    close() {},
  };
}

function describeValidation({ validationLoss, validationAccuracy }: EpochRecord): string {
  return validationAccuracy === undefined
    ? `validation ${validationLoss.toFixed(4)}`
    : `accuracy ${percent(validationAccuracy)}`;
}
