import type { Evaluation, StopReason, Task, TrainResult } from '@unrolled/tasks';

/** A share in [0, 1] as people read it; never rounded up to all or down to none. */
export function percent(share: number): string {
  const value = 100 * share;
  const rounded = value.toFixed(1);
  if (rounded === '0.0' && value > 0) return `${value < 1e-4 ? '< 0.0001' : value.toPrecision(1)} %`;
  if (rounded === '100.0' && value < 100)
    return `${value > 99.9999 ? '> 99.9999' : (100 - Number((100 - value).toPrecision(1))).toFixed(4).replace(/0+$/, '')} %`;
  return `${rounded} %`;
}

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

/** The loss's unit. */
export function lossUnit({ dataset }: Task): string {
  return dataset.targetKind === 'real' ? 'mean squared error' : 'nats';
}

/** What a model scores, each beside what guessing scores, a line each. */
export function describeScores(task: Task, { loss, accuracy, sequenceAccuracy }: Evaluation): string[] {
  const { baseline, scheme } = task.dataset;
  const guessing = (metric: string) =>
    metric === baseline.metric || (metric !== 'accuracy' && baseline.metric !== 'accuracy')
      ? ` (guessing ${baseline.metric === 'accuracy' ? percent(baseline.value) : baseline.value.toPrecision(4)})`
      : '';
  return [
    ...(accuracy === undefined
      ? []
      : [`  accuracy  ${percent(accuracy)} of the ${elements[scheme]}${guessing('accuracy')}`]),
    ...(sequenceAccuracy === undefined ? [] : [`  all right ${percent(sequenceAccuracy)} of the sequences`]),
    `  loss      ${loss.toPrecision(4)} ${lossUnit(task)}${guessing('loss')}`,
  ];
}

/**
 * What came of a run, for a person.
 *
 * @param constructed what the constructed network scores, where there is one
 */
export function describeResult(task: Task, cell: string, result: TrainResult, constructed?: number): string {
  const { steps, seconds, stopped, run, bestEpoch } = result;
  const options = Object.entries(task.options).map(([name, value]) => `${name} ${value}`);
  return [
    `${task.name}${options.length > 0 ? ` (${options.join(', ')})` : ''}, ${cell}`,
    ...describeScores(task, result),
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
  ].join('\n');
}
