import type { LineChart, LineSeries } from '../data/chart.js';
import { placeName, xsOf } from '../data/series.js';
import { logarithmicAxis } from './logarithmic-axis.js';
import { type Picture, title, titleHeight } from './picture.js';

/** Okabe and Ito's colours, told apart by colour-blind readers; shape and dash tell them apart in print. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const markers = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
const dashes: ('solid' | number[])[] = ['solid', [8, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4]];

/** What the legend shows for a reference: a line as long as the others' there, dashed as in the chart. */
const dashedLine = `path://${[0, 6, 12, 18, 24, 30].map((x) => `M${x} 0h3v1.4h-3z`).join('')}`;

/** The dashes of each series, as SVG has them; nothing for one that is drawn through. */
export function dashesOf(chart: LineChart): (string | undefined)[] {
  return coloursOf(chart).map((colour) => {
    const dash: 'solid' | number[] = colour === levelColour ? levelDash : dashes[colours.indexOf(colour)]!;
    return dash === 'solid' ? undefined : dash.join(' ');
  });
}

const levelColour = '#555555';
const levelDash: [number, number] = [3, 3];

/** The colour of each series. */
export function coloursOf({ series }: LineChart): string[] {
  let drawn = 0;
  return series.map(({ reference }) => (reference ? levelColour : colours[drawn++ % colours.length]!));
}

/** @param markerSize the size of every marker; sizes that differ unless given, so that one line on another shows both */
export function linePicture(chart: LineChart, markerSize?: number): Picture {
  const width = 720;
  const rows = legendRows(chart.series, width);
  const more = 30 * (rows - 1); // below the axis, so that the rows do not stand in it
  const xs = xsOf(chart.series);
  const counts = xs.every(Number.isInteger);
  const colors = coloursOf(chart);
  const option = {
    title: title(chart.title, width),
    legend: {
      bottom: 6,
      itemWidth: 36,
      itemGap: rows === 1 ? 36 : 16,
      data: chart.series.map(({ name, reference }) => ({ name, ...(reference && { icon: dashedLine }) })),
    },
    grid: { left: 72, right: 28, top: titleHeight(chart.title, width), bottom: 84 + more },
    xAxis: {
      type: 'value',
      name: chart.xLabel,
      nameLocation: 'middle',
      nameGap: 28,
      scale: true,
      ...(xs.length <= 10 && {
        axisLabel: { customValues: xs, ...(!counts && { formatter: placeName }) },
        axisTick: { customValues: xs },
      }),
      ...(counts && { minInterval: 1 }),
    },
    yAxis: {
      type: 'value',
      name: chart.yLabel,
      nameLocation: 'middle',
      nameGap: 52,
      ...(chart.yRange && { min: chart.yRange[0], max: chart.yRange[1] }),
      ...(chart.logarithmic &&
        logarithmicAxis(chart.series.flatMap(({ points }) => points.map(([, y]) => y)))),
    },
    series: chart.series.flatMap((line, i) => drawSeries(line, colors[i]!, markerSize)),
  };
  return { options: [option], width, height: 440 + more };
}

/** How many rows a legend of these names takes, by the usual width of a character. */
function legendRows(series: readonly LineSeries[], width: number): number {
  let [rows, used] = [1, 0];
  for (const { name } of series) {
    const item = 78 + 7 * [...name].length;
    if (used > 0 && used + item > width) [rows, used] = [rows + 1, 0];
    used += item;
  }
  return rows;
}

/** A line, and behind it the band it has. */
function drawSeries(
  { name, points, reference, band = [] }: LineSeries,
  color: string,
  markerSize: number | undefined,
): object[] {
  const index = colours.indexOf(color);
  const many = points.length > 40;
  const line = {
    type: 'line',
    name,
    data: points.map((point) => [...point]),
    symbol: reference || many ? 'none' : markers[index],
    symbolSize: markerSize ?? 12 - 3 * (index % 3),
    showAllSymbol: true,
    lineStyle: reference ? { color, type: levelDash, width: 1.5 } : { type: dashes[index], width: 2 },
    itemStyle: { color },
  };
  return band.length > 0 ? [bandArea(band, color), line] : [line];
}

/** The area between low and high as one polygon, which a logarithmic axis bends as it should. */
function bandArea(band: NonNullable<LineSeries['band']>, color: string): object {
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data: band.map((edge) => [...edge]),
    encode: { x: 0, y: [1, 2] },
    renderItem(
      { dataIndex }: { dataIndex: number },
      { coord }: { coord(point: readonly [number, number]): [number, number] },
    ) {
      if (dataIndex > 0) return undefined;
      const above = band.map(([x, , high]) => coord([x, high]));
      const below = band.map(([x, low]) => coord([x, low])).reverse();
      return {
        type: 'polygon',
        shape: { points: [...above, ...below] },
        style: { fill: color, opacity: 0.18 },
      };
    },
  };
}
