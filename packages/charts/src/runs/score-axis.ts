import type { LineChart } from '../data/chart.js';
import type { Sequences } from './run.js';

/**
 * The loss's unit.
 *
 * @example
 * lossUnit({ targetKind: 'class' }); // → 'nats'
 */
export function lossUnit({ targetKind }: Pick<Sequences, 'targetKind'>): string {
  return targetKind === 'real' ? 'mean squared error' : 'nats';
}

export type Metric = 'loss' | 'accuracy';

/** A score's axis: accuracy in per cent, the loss in its unit. */
export function scoreAxis(
  metric: Metric,
  dataset: Pick<Sequences, 'targetKind'>,
): Pick<LineChart, 'yLabel' | 'yRange'> {
  return metric === 'accuracy'
    ? { yLabel: 'accuracy (%)', yRange: [0, 100] }
    : { yLabel: `loss (${lossUnit(dataset)})` };
}

/** Where guessing lies on that axis; undefined where it is scored by another metric. */
export function guessingAt(metric: Metric, { baseline }: Pick<Sequences, 'baseline'>): number | undefined {
  if ((baseline.metric === 'accuracy') !== (metric === 'accuracy')) return undefined;
  return metric === 'accuracy' ? 100 * baseline.value : baseline.value;
}
