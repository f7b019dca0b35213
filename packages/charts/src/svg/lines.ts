import type { LineChart, LineSeries } from '../data/chart.js';
import { placeName, xsOf } from '../data/series.js';
import { logarithmicAxis } from './logarithmic-axis.js';
import { type Picture, title, titleHeight } from './picture.js';

/** Okabe and Ito's colours, told apart by colour-blind readers; shape and dash tell them apart in print. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const markers = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'path://M0 0h10L5 9z', // a triangle on its tip
  'path://M2 0l3 3l3-3l2 2l-3 3l3 3l-2 2l-3-3l-3 3l-2-2l3-3l-3-3z', // a cross
];
const dashes: ('solid' | number[])[] = ['solid', [8, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4]];

/** What the legend shows of a line without markers: the line as it is drawn, of the usual length there. */
function legendLine(dash: 'solid' | readonly number[], thickness: number): string {
  const lengths = dash === 'solid' ? [legendWidth, 0] : dash;
  let path = '';
  for (let [x, i] = [0, 0]; x < legendWidth; x += lengths[i % lengths.length]!, i++) {
    const length = Math.min(lengths[i % lengths.length]!, legendWidth - x);
    if (i % 2 === 0) path += `M${x} 0h${length}v${thickness}h-${length}z`;
  }
  return `path://${path}`;
}

const legendWidth = 36;

/** The dashes of each series, as SVG has them; nothing for one that is drawn through. */
export function dashesOf(chart: LineChart): (string | undefined)[] {
  return coloursOf(chart).map((colour) => {
    const dash: 'solid' | number[] = colour === levelColour ? levelDash : dashes[colours.indexOf(colour)]!;
    return dash === 'solid' ? undefined : dash.join(' ');
  });
}

const levelColour = '#555555';
const levelDash: [number, number] = [3, 3];
const [lineWidth, levelWidth] = [2, 1.5];

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
      itemWidth: legendWidth,
      itemGap: rows === 1 ? 36 : 16,
      data: chart.series.map((line, i) => ({ name: line.name, ...legendIcon(line, colors[i]!) })),
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

/** A line with markers is shown with its marker, as echarts does it; of one without, echarts shows a marker that it has not. */
function legendIcon(line: LineSeries, color: string): { readonly icon?: string } {
  if (line.reference) return { icon: legendLine(levelDash, levelWidth) };
  return hasMarkers(line) ? {} : { icon: legendLine(dashes[colours.indexOf(color)]!, lineWidth) };
}

const hasMarkers = ({ points, reference }: LineSeries) => !reference && points.length <= 40;

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
function drawSeries(series: LineSeries, color: string, markerSize: number | undefined): object[] {
  const { name, points, reference, band = [] } = series;
  const index = colours.indexOf(color);
  const line = {
    type: 'line',
    name,
    data: points.map((point) => [...point]),
    symbol: hasMarkers(series) ? markers[index] : 'none',
    symbolSize: markerSize ?? 12 - 3 * (index % 3),
    showAllSymbol: true,
    lineStyle: reference
      ? { color, type: levelDash, width: levelWidth }
      : { type: dashes[index], width: lineWidth },
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
