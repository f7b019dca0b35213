import type { LineSeries } from './chart.js';

/** Every x at which one of the lines has a point, in order. */
export function xsOf(lines: readonly LineSeries[]): number[] {
  return [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
}
