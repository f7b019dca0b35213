import type { LineChart } from '../data/chart.js';
import type { Table } from '../data/words.js';
import { percent } from '../words/percent.js';

/** What each way of feeding a writer gets right, position by position. */
type ByPosition = Readonly<Record<string, { readonly byPosition: readonly number[] }>>;

/**
 * The share of right answers at every position, a line for each way of feeding.
 *
 * @example
 * positionChart('binary-addition', { 'its own output': { byPosition: [1, 0.5] } }).series[0].points; // → [[1, 100], [2, 50]]
 */
export function positionChart(task: string, scores: ByPosition): LineChart {
  return {
    title: `${task}: accuracy by position`,
    xLabel: 'position in the answer',
    yLabel: 'accuracy (%)',
    yRange: [0, 100],
    series: Object.entries(scores).map(([name, { byPosition }]) => ({
      name,
      points: byPosition.flatMap((share, t) =>
        Number.isFinite(share) ? [[t + 1, 100 * share] as const] : [],
      ),
    })),
  };
}

/**
 * The same as a table.
 *
 * @example
 * positionTable({ 'its own output': { byPosition: [1, 0.5] } }).rows; // → [['1', '100.0 %'], ['2', '50.0 %']]
 */
export function positionTable(scores: ByPosition): Table {
  const ways = Object.entries(scores);
  const positions = Array.from(ways[0]![1].byPosition.keys());
  return {
    head: ['position', ...ways.map(([name]) => name)],
    rows: positions.map((t) => [String(t + 1), ...ways.map(([, { byPosition }]) => percent(byPosition[t]!))]),
  };
}
