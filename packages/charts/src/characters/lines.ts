import plot from 'simple-ascii-chart';
import type { LineChart } from '../data/chart.js';
import { placeName, xsOf } from '../data/series.js';
import { evenly } from './evenly.js';
import { legend } from './legend.js';

const markers = ['o', 'x', '+', '*', '#', '@'];
/** Where points of several series fall on one character. */
const together = '&';

/** A line chart in characters; each series has its own marker, so that it reads without colour. */
export function lineCharacters(chart: LineChart, columns: number): string[] {
  const height = (y: number) => (chart.logarithmic ? Math.log10(y) : y);
  const lines = chart.series.map(({ points }) => points.map(([x, y]) => [x, height(y)] as [number, number]));
  const xs = xsOf(chart.series);
  let drawn = 0;
  const symbols = chart.series.map(({ reference }) => (reference ? '-' : markers[drawn++ % markers.length]!));
  let series = -1;
  let previous = { x: 0, y: 0 };
  const taken = new Map<string, string>();
  const levels = lines.flatMap((line) => line.map(([, y]) => tick(chart, y).length));
  const tickWidth = Math.max(...levels, ...(chart.yRange ?? []).map((y) => tick(chart, y).length));
  const width = Math.max(12, Math.min(60, columns - tickWidth - 2));
  const graph = plot(lines, {
    width,
    height: 12,
    xLabel: chart.xLabel,
    ...(chart.yRange && { yRange: [...chart.yRange] as [number, number] }),
    customXAxisTicks: evenly(xs.length, width / 6).map((i) => xs[i]!),
    formatter: (value, { axis }) => (axis === 'y' ? tick(chart, value) : placeName(value)),
    lineFormatter: ({ index, plotX, plotY }) => {
      // The points arrive series by series; nothing else says which series a point belongs to.
      if (index === 0) series++;
      const from = index === 0 ? undefined : previous;
      previous = { x: plotX, y: plotY };
      const slope = from ? (plotY - from.y) / (plotX - from.x) : 0;
      const between = Array.from({ length: from ? Math.max(0, plotX - from.x - 1) : 0 }, (_, i) => ({
        x: from!.x + i + 1,
        y: Math.round(from!.y + (i + 1) * slope),
        symbol: chart.series[series]!.reference ? '-' : '.',
      }));
      const point = `${plotX} ${plotY}`;
      const symbol = symbols[series]!;
      const marker = (taken.get(point) ?? symbol) === symbol ? symbol : together;
      taken.set(point, marker);
      // A line does not hide the points of another.
      const visible = between.filter(({ x, y }) => !taken.has(`${x} ${y}`));
      return [...visible, { ...previous, symbol: marker }];
    },
  });
  const drawing = graph
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const entries = chart.series.map(({ name }, i) => `${symbols[i]} ${name}`);
  if ([...taken.values()].includes(together)) entries.push(`${together} several in one place`);
  return [chart.yLabel, ...drawing, '', ...legend(entries, columns)];
}

function tick({ logarithmic }: LineChart, value: number): string {
  return logarithmic ? (10 ** value).toExponential(1) : String(Number(value.toPrecision(3)));
}
