import type { LineChart, LineSeries } from './chart.js';

/** What an epoch of a run leaves behind; what a task does not measure is left out. */
export interface EpochScores {
  readonly epoch: number;
  /** In nats, the mean over the epoch. */
  readonly loss: number;
  readonly validationLoss?: number;
  /** In [0, 1]. */
  readonly accuracy?: number;
  readonly validationAccuracy?: number;
  /** On the test set, where it is scored at every epoch. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

/**
 * Loss and, where there is one, accuracy against the epoch, in training, in validation and on the test set.
 *
 * @param baseline the accuracy, in [0, 1], that guessing reaches
 */
export function trainingCurves(
  run: string,
  epochs: readonly EpochScores[],
  baseline?: number,
): { readonly loss: LineChart; readonly accuracy?: LineChart } {
  const series = (name: string, score: (epoch: EpochScores) => number | undefined): LineSeries[] => {
    const points = epochs.flatMap((epoch) => {
      const value = score(epoch);
      return value !== undefined && Number.isFinite(value) ? [[epoch.epoch, value] as const] : [];
    });
    return points.length > 0 ? [{ name, points }] : [];
  };
  const accuracy = [
    ...series('training', ({ accuracy }) => accuracy && 100 * accuracy),
    ...series('validation', ({ validationAccuracy }) => validationAccuracy && 100 * validationAccuracy),
    ...series('test', ({ testAccuracy }) => testAccuracy && 100 * testAccuracy),
  ];
  const chance =
    baseline === undefined ? [] : [{ ...series('chance', () => 100 * baseline)[0]!, reference: true }];
  return {
    loss: {
      title: `${run}: loss`,
      xLabel: 'epoch',
      yLabel: 'loss (nats)',
      series: [
        ...series('training', ({ loss }) => loss),
        ...series('validation', ({ validationLoss }) => validationLoss),
        ...series('test', ({ testLoss }) => testLoss),
      ],
    },
    ...(accuracy.length > 0 && {
      accuracy: {
        title: `${run}: accuracy`,
        xLabel: 'epoch',
        yLabel: 'accuracy (%)',
        yRange: [0, 100],
        series: [...chance, ...accuracy],
      },
    }),
  };
}
