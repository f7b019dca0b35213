import type { EpochRecord, Evaluation, StopReason, TrainResult } from '@unrolled/tasks';
import type { Run, Sequences, Tried } from '../runs/run.js';
import { guessingAt, lossUnit, type Metric } from '../runs/score-axis.js';
import { baselineInWords, percent } from './percent.js';

/** Why training ended, in words. */
export const stopReasons: Readonly<Record<StopReason, string>> = {
  converged: 'converged',
  steps: 'all steps used',
  'no-progress': 'no more progress',
  interrupted: 'interrupted',
};

const elements = {
  'many-to-one': 'examples',
  'many-to-many': 'steps',
  'encoder-decoder': 'digits',
} as const;

/**
 * What a model scores, each beside what guessing scores, a line each.
 *
 * @example
 * describeScores(parity(), { loss: 0.1, accuracy: 0.98 });
 * // → ['  accuracy  98.0 % of the steps (guessing 50.0 %)', '  loss      0.1000 nats']
 */
export function describeScores(
  dataset: Sequences,
  { loss, accuracy, sequenceAccuracy }: Evaluation,
): string[] {
  const guessing = (metric: Metric) =>
    guessingAt(metric, dataset) === undefined ? '' : ` (guessing ${baselineInWords(dataset)})`;
  return lines({
    accuracy: percentOf(accuracy, ` of the ${elements[dataset.scheme]}${guessing('accuracy')}`),
    'all right': percentOf(sequenceAccuracy, ' of the sequences'),
    loss: `${loss.toPrecision(4)} ${lossUnit(dataset)}${guessing('loss')}`,
    bits: bits(dataset, loss),
    error: errorInUnits(dataset, loss),
  });
}

/** What a step costs in bits, where that is usual. */
function bits({ bitsBy, baseline }: Sequences, loss: number): string | undefined {
  if (bitsBy === undefined) return undefined;
  const [cost, guessing] = [loss, baseline.value].map((nats) => (nats / Math.LN2).toPrecision(4));
  return `${cost} a ${bitsBy} (guessing ${guessing})`;
}

/** By how much answers are off, in the units of the data, where numbers are learnt at mean 0 and deviation 1. */
function errorInUnits({ deviation, baseline }: Sequences, loss: number): string | undefined {
  if (deviation === undefined) return undefined;
  const [off, guessing] = [loss, baseline.value].map((square) =>
    (deviation * Math.sqrt(square)).toPrecision(4),
  );
  return `${off}, the root mean square in the units of the data (guessing ${guessing})`;
}

/**
 * What came of a run, for a person.
 *
 * @param given.constructed what the constructed network scores, where there is one
 * @param given.tried the learning rates that the run was to try
 * @param given.asked a few of its answers, in a line or several
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * const task = { ...record.job.task, dataset: sequencesTold(record) };
 * console.log(describeResult(task, record.job.model.kind, record.result!).join('\n'));
 */
export function describeResult(
  task: Run['task'] & { readonly dataset: Sequences },
  model: string,
  result: TrainResult,
  {
    constructed,
    tried = { rates: [], steps: 1 },
    asked = [],
  }: {
    readonly constructed?: number | undefined;
    readonly tried?: Tried | undefined;
    readonly asked?: readonly string[] | undefined;
  } = {},
): string[] {
  const { steps, seconds, stopped, run, bestEpoch, seenInTraining = 0 } = result;
  const options = Object.entries(task.options).flatMap(([name, value]) => inWords(name, value));
  const rate = bestEpoch && rateOf(bestEpoch, tried);
  return [
    `${task.name}${options.length > 0 ? ` (${options.join(', ')})` : ''}, ${model}`,
    ...describeScores(task.dataset, result),
    ...lines({
      seen: percentOf(seenInTraining || undefined, ' of these examples in training, too'),
    }),
    ...asked.map((line, i) => named(i === 0 ? 'answers' : '', line)),
    ...lines({
      'by hand': percentOf(constructed, ', a network with weights set by hand'),
      training: `${steps} steps in ${seconds.toFixed(1)} s, ${stopReasons[stopped]}`,
      remark: remark(task.dataset, result, rate),
      kept:
        bestEpoch && `epoch ${bestEpoch.epoch}${tried.rates.length > 1 ? `, at learning rate ${rate}` : ''}`,
      'kept in': run,
    }),
  ];
}

/** What is off goes without saying. */
function inWords(name: string, value: string | number | boolean): string[] {
  if (typeof value === 'boolean') return value ? [name] : [];
  return [`${name} ${value}`];
}

/** The learning rate of an epoch as it was asked for, whatever a schedule made of it by then. */
function rateOf({ step }: EpochRecord, { rates, steps }: Tried): number | undefined {
  return rates[Math.min(Math.floor((step - 1) / steps), rates.length - 1)];
}

/** What to do about weights that are far worse than none, as training leaves them that diverges to large numbers. */
function remark(
  { baseline, targetKind, outputSize }: Sequences,
  { loss }: TrainResult,
  rate: number | undefined,
): string | undefined {
  const evenGuess = targetKind === 'binary' ? outputSize * Math.LN2 : -Math.log(baseline.value);
  const guessing = baseline.metric === 'accuracy' ? evenGuess : baseline.value;
  if (!(loss > 2 * guessing)) return undefined;
  const alone = `guessing alone has a loss of ${guessing.toPrecision(4)}`;
  return `${alone}; try a smaller learning rate${rate === undefined ? '' : ` than ${rate}`}`;
}

/** A line for each value that there is, after its name. */
function lines(values: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value ? [named(name, value)] : []));
}

const named = (name: string, value: string) => `  ${name.padEnd(10)}${value}`;

const percentOf = (share: number | undefined, words: string) =>
  share === undefined ? undefined : `${percent(share)}${words}`;
