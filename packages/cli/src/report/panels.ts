import type { LineChart, LineSeries } from '../render/chart.js';

/** The most lines that can be told apart. */
const mostLines = 6;

/** As many charts as the lines take, with the level of guessing in each. */
export function panels(
  chart: Omit<LineChart, 'series'>,
  lines: readonly LineSeries[],
  guessing?: number,
): LineChart[] {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const count = Math.ceil(drawn.length / mostLines);
  return Array.from({ length: count }, (_, i) => {
    const series = drawn.slice(i * mostLines, (i + 1) * mostLines);
    const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
    const reference =
      guessing === undefined
        ? []
        : [{ name: 'guessing', reference: true, points: xs.map((x) => [x, guessing] as const) }];
    return {
      ...chart,
      title: count > 1 ? `${chart.title} (${i + 1} of ${count})` : chart.title,
      series: [...reference, ...series],
    };
  });
}
