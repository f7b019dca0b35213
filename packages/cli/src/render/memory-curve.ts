import type { LineChart } from './chart.js';

export interface MemoryPoint {
  readonly cell: string;
  readonly length: number;
  /** In [0, 1]. */
  readonly accuracy: number;
}

/** Accuracy against sequence length, one line a cell, with what guessing scores. */
export function memoryCurve(taskName: string, points: readonly MemoryPoint[], chance: number): LineChart {
  const lengths = [...new Set(points.map(({ length }) => length))].sort((a, b) => a - b);
  const cells = [...new Set(points.map(({ cell }) => cell))];
  const ofCell = (cell: string) =>
    points
      .filter((point) => point.cell === cell)
      .sort((a, b) => a.length - b.length)
      .map(({ length, accuracy }) => [length, 100 * accuracy] as const);
  return {
    title: `${taskName}: accuracy by length`,
    xLabel: 'length of the sequence (digits)',
    yLabel: 'accuracy (%)',
    yRange: [0, 100],
    series: [
      { name: 'chance', reference: true, points: lengths.map((length) => [length, 100 * chance] as const) },
      ...cells.map((name) => ({ name, points: ofCell(name) })),
    ],
  };
}
