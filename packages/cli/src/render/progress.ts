import { percent } from '@unrolled/charts';
import { sparkline } from '@unrolled/charts/characters';
import { type EpochRecord, ratesOf, type TrainEvent } from '@unrolled/tasks/spec';
import { remark } from './print.js';
import { progressBar } from './progress-bar.js';
import { terminal } from './terminal.js';

const wide =
  '{label} |{bar}| {value}/{total} | loss {loss} {curve} | {accuracy} | {rate} steps/s | {eta_formatted} left';
const narrow = '{percentage} % | loss {loss} | {eta_formatted} left';

/** Progress on stderr: a bar with rate and time left on a terminal, a line per epoch elsewhere. */
export function createProgress(signal: AbortSignal, stream = process.stderr) {
  const bar = progressBar(stream, stream.columns >= 120 ? wide : narrow, signal, 'saving the run so far');
  let started = { at: 0, step: 0 };
  const losses: number[] = [];
  return {
    show(label: string, event: TrainEvent): void {
      if (signal.aborted) return;
      if (event.type === 'start') {
        const { step, record, parameters } = event;
        started = { at: performance.now(), step };
        if (!bar) remark(`${label}: ${parameters} parameters, ${record.backend} backend`);
        bar?.start(ratesOf(record.job.optimizer).length * record.plan.steps, step, {
          label,
          loss: '-',
          curve: '',
          accuracy: 'no validation yet',
          rate: '-',
        });
      } else if (event.type === 'step' && bar) {
        losses.push(event.loss);
        const rate = ((event.step - started.step) / (performance.now() - started.at)) * 1000;
        bar.update(event.step, {
          loss: event.loss.toFixed(4),
          curve: sparkline(losses, 16, terminal(stream)),
          rate: rate.toFixed(rate < 10 ? 1 : 0),
        });
      } else if (event.type === 'epoch') {
        const { step, loss } = event;
        const accuracy = describeValidation(event);
        if (!bar) remark(`${label}: step ${step}, loss ${loss.toFixed(4)}, ${accuracy}`);
        bar?.update({ accuracy });
      } else if (event.type === 'done') bar?.stop();
    },
    close: () => bar?.stop(),
  };
}

function describeValidation({ validationLoss, validationAccuracy }: EpochRecord): string {
  return validationAccuracy === undefined
    ? `validation ${validationLoss.toFixed(4)}`
    : `accuracy ${percent(validationAccuracy)}`;
}
