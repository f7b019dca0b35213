import type { HeatMap } from '../data/chart.js';

/**
 * How often each class was taken for each.
 *
 * @param counts [true class][predicted class]
 * @example
 * confusionMatrix('Digits', [0, 1], [[9, 1], [2, 8]]).kind; // → 'heat-map'
 */
export function confusionMatrix(
  title: string,
  classes: readonly (string | number)[],
  counts: readonly (readonly number[])[],
): HeatMap {
  return {
    kind: 'heat-map',
    title,
    xLabel: 'predicted',
    yLabel: 'true',
    valueLabel: 'examples',
    columns: classes.map(String),
    rows: classes.map(String),
    values: counts,
    range: [0, Math.max(1, ...counts.flat())],
    numbered: true,
  };
}
