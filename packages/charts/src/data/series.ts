import type { LineSeries } from './chart.js';

/** Every x at which one of the lines has a point, in order. */
export function xsOf(lines: readonly LineSeries[]): number[] {
  return [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
}

/** A count, of steps or digits, to its last digit; a logarithm to three. */
export function placeName(x: number): string {
  return String(Number.isInteger(x) ? x : Number(x.toPrecision(3)));
}

/**
 * The line through the mean at every x of several runs, with a band from the lowest to the highest where there are
 * several.
 *
 * @example
 * const { points, band } = spread('lstm', [[5, 0.9], [5, 1], [10, 0.8]]);
 * points; // → [[5, 0.95], [10, 0.8]]
 * band; // → [[5, 0.9, 1], [10, 0.8, 0.8]]
 */
export function spread(name: string, samples: readonly (readonly [x: number, y: number])[]): LineSeries {
  const byX = new Map<number, number[]>();
  for (const [x, y] of samples) byX.set(x, [...(byX.get(x) ?? []), y]);
  const groups = [...byX].sort(([a], [b]) => a - b);
  const points = groups.map(([x, ys]) => [x, ys.reduce((sum, y) => sum + y, 0) / ys.length] as const);
  if (groups.every(([, ys]) => ys.length === 1)) return { name, points };
  return { name, points, band: groups.map(([x, ys]) => [x, Math.min(...ys), Math.max(...ys)] as const) };
}
