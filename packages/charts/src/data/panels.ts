import type { LineChart, LineSeries } from './chart.js';
import { xsOf } from './series.js';

/** The most lines that can be told apart. */
const mostLines = 6;

/** As many charts as the lines take, with the level of guessing in each; none where no line has a point. */
export function panels(
  chart: Omit<LineChart, 'series'>,
  lines: readonly LineSeries[],
  { guessing, most = mostLines }: { readonly guessing?: number | undefined; readonly most?: number } = {},
): LineChart[] {
  const drawn = lines.filter(({ points }) => points.length > 0);
  const count = Math.ceil(drawn.length / most);
  return Array.from({ length: count }, (_, i) => {
    const series = drawn.slice(i * most, (i + 1) * most);
    const reference =
      guessing === undefined
        ? []
        : [{ name: 'guessing', reference: true, points: xsOf(series).map((x) => [x, guessing] as const) }];
    return {
      ...chart,
      title: count > 1 ? `${chart.title} (${i + 1} of ${count})` : chart.title,
      series: [...reference, ...series],
    };
  });
}
