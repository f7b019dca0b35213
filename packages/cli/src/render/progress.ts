import type { Words } from '@unrolled/charts';
import { type EpochRecord, type RunRecord, ratesOf, type TrainEvent } from '@unrolled/tasks/spec';
import { type EpochTable, epochTable } from './epoch-table.js';
import { progressLine } from './progress-line.js';
import type { StatusLine } from './status-line.js';
import { terminal } from './terminal.js';

/** Progress on stderr: the model, a line an epoch, and on a terminal one line that tells how far the run is. */
export function createProgress(line: StatusLine, stream = process.stderr) {
  let total = 0;
  let started = { at: 0, step: 0 };
  let epochBegan = 0;
  const losses: number[] = [];
  let table: EpochTable | undefined;
  /** What ended last; whether it is the best is known a moment later. */
  let ended: { readonly epoch: EpochRecord; readonly seconds: number } | undefined;
  const screen = () => ({ columns: 80, ...terminal(stream) });
  return (event: TrainEvent): void => {
    const now = performance.now();
    if (event.type === 'start') {
      const { step, record } = event;
      total = ratesOf(record.job.optimizer).length * record.plan.steps;
      started = { at: now, step };
      epochBegan = now;
      line.keep(describeModel(event));
    } else if (event.type === 'step') {
      losses.push(event.loss);
      const seconds = (now - started.at) / 1000;
      const standing = { done: event.step, total, seconds, from: started.step, losses, unit: 'steps' };
      line.update((columns) => progressLine(standing, columns, screen().unicode));
    } else if (event.type === 'epoch') {
      ended = { epoch: event, seconds: (now - epochBegan) / 1000 };
    } else if (event.type === 'checkpoint' && ended) {
      if (!table) {
        table = epochTable(ended.epoch, screen().columns);
        line.keep(table.head);
      }
      line.keep(table.row(ended.epoch, ended.seconds, event.best));
      ended = undefined;
      epochBegan = performance.now();
    }
  };
}

/** The model by its layers, and where it computes. */
function describeModel(event: {
  readonly record: RunRecord;
  readonly parameters: number;
  readonly layers: readonly { readonly name: string; readonly parameters: number }[];
}): Words {
  const { job, plan, backend } = event.record;
  const count = (parameters: number) => parameters.toLocaleString('en');
  const layers = event.layers.map(({ name, parameters }) => `${name} ${count(parameters)}`);
  const { epochs, steps } = job.settings;
  const atMost = steps === null ? `${epochs} epochs` : `${count(steps)} steps`;
  return [
    { parts: [{ text: `${job.task.name}, ${job.model.kind}`, paint: 'strong' }] },
    `  model     ${count(event.parameters)} parameters: ${layers.join(', ')}`,
    `  training  at most ${atMost}, ${count(plan.stepsPerEpoch)} steps an epoch, ${job.settings.batchSize} examples a step, ${job.optimizer.kind}, ${backend} backend`,
  ];
}
