import type { TrainEvent } from '@unrolled/tasks';
import { SingleBar } from 'cli-progress';
import { percent } from './result.js';

export interface Progress {
  show(label: string, event: TrainEvent): void;
  close(): void;
}

/** Progress on stderr: a bar with rate and time left on a terminal, a line per epoch elsewhere. */
export function createProgress(signal: AbortSignal, stream: NodeJS.WriteStream = process.stderr): Progress {
  const progress = stream.isTTY && !process.env.CI ? barProgress(stream) : lineProgress(stream);
  signal.addEventListener('abort', () => {
    progress.close();
    stream.write('interrupted: saving the run so far; interrupt again to quit at once\n');
  });
  return {
    ...progress,
    show: (label, event) => {
      if (!signal.aborted) progress.show(label, event);
    },
  };
}

const wide =
  '{label} |{bar}| {value}/{total} | loss {loss} | accuracy {accuracy} | {rate} steps/s | {eta_formatted} left';
const narrow = '{percentage} % | loss {loss} | {eta_formatted} left';

function barProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    stream,
    format: stream.columns >= 100 ? wide : narrow,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 20,
    hideCursor: true,
    linewrap: false,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let started = 0;
  return {
    show(label, event) {
      if (event.type === 'start') {
        started = performance.now();
        bar.start(event.record.settings.steps, 0, { label, loss: '-', accuracy: '-', rate: '-' });
      } else if (event.type === 'step') {
        const rate = (event.step / (performance.now() - started)) * 1000;
        bar.update(event.step, { loss: event.loss.toFixed(4), rate: rate.toFixed(0) });
      } else if (event.type === 'epoch') {
        bar.update({ accuracy: percent(event.validationAccuracy) });
      } else if (event.type === 'done') {
        bar.stop();
      }
    },
    close: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream): Progress {
  return {
    show(label, event) {
      if (event.type === 'start') {
        stream.write(`${label}: ${event.parameters} parameters, ${event.record.backend} backend\n`);
      } else if (event.type === 'epoch') {
        const { step, loss, validationAccuracy } = event;
        stream.write(
          `${label}: step ${step}, loss ${loss.toFixed(4)}, accuracy ${percent(validationAccuracy)}\n`,
        );
      }
    },
    close() {},
  };
}
