import type { Evaluation, StopReason, TrainResult } from '@unrolled/tasks';
import type { Run, Sequences } from '../runs/run.js';
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

/** What a model scores, each beside what guessing scores, a line each. */
export function describeScores(
  dataset: Sequences,
  { loss, accuracy, sequenceAccuracy }: Evaluation,
): string[] {
  const guessing = (metric: Metric) =>
    guessingAt(metric, dataset) === undefined ? '' : ` (guessing ${baselineInWords(dataset)})`;
  return [
    ...(accuracy === undefined
      ? []
      : [`  accuracy  ${percent(accuracy)} of the ${elements[dataset.scheme]}${guessing('accuracy')}`]),
    ...(sequenceAccuracy === undefined ? [] : [`  all right ${percent(sequenceAccuracy)} of the sequences`]),
    `  loss      ${loss.toPrecision(4)} ${lossUnit(dataset)}${guessing('loss')}`,
  ];
}

/**
 * What came of a run, for a person.
 *
 * @param constructed what the constructed network scores, where there is one
 */
export function describeResult(
  task: Run['task'] & { readonly dataset: Sequences },
  model: string,
  result: TrainResult,
  constructed?: number,
): string[] {
  const { steps, seconds, stopped, run, bestEpoch } = result;
  const options = Object.entries(task.options).map(([name, value]) => `${name} ${value}`);
  return [
    `${task.name}${options.length > 0 ? ` (${options.join(', ')})` : ''}, ${model}`,
    ...describeScores(task.dataset, result),
    ...(constructed === undefined
      ? []
      : [`  by hand   ${percent(constructed)}, a network with weights set by hand`]),
    `  training  ${steps} steps in ${seconds.toFixed(1)} s, ${stopReasons[stopped]}`,
    ...(bestEpoch
      ? [
          `  kept      epoch ${bestEpoch.epoch}, at learning rate ${Number(bestEpoch.learningRate.toPrecision(3))}`,
        ]
      : []),
    ...(run ? [`  kept in   ${run}`] : []),
  ];
}
