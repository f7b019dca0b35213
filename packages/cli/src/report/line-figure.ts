import { CustomChart, LineChart as Lines } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { LineChart, LineSeries } from '../render/chart.js';
import { linePicture } from '../render/picture/lines.js';
import { stableIds } from '../render/stable-ids.js';
import { type Html, html, trusted } from './html.js';

echarts.use([Lines, CustomChart, GridComponent, LegendComponent, SVGRenderer]);

/** The parts of what echarts draws that matter here; a band has no colour of its own. */
interface Line {
  readonly type: string;
  readonly symbolSize?: number;
  readonly itemStyle: { readonly color: string };
}

type Place = (x: number, y: number) => readonly [number, number];

/**
 * A chart and the table of its numbers. The table is also what the page's script reads: each row and cell says where
 * in the picture it is, so that the reader can point at either.
 */
export function lineFigure(chart: LineChart): Html {
  const { svg, place, colours } = draw(chart);
  return html`<figure class="chart">
<figcaption>${chart.title}</figcaption>
<div class="plot">${trusted(svg.replace(/^<svg/, html`<svg role="img" aria-label="${describe(chart)}"`.markup))}</div>
<details><summary>Numbers<span class="unseen"> of ${chart.title}</span></summary>${numbers(chart, place, colours)}</details>
</figure>`;
}

/** The chart for a page: without a title, its legend one name a line, its text as the page's. */
function draw(chart: LineChart): { svg: string; place: Place; colours: string[] } {
  const names = chart.series.length;
  const legendHeight = names > 1 ? 20 * names : 0;
  const [width, height] = [480, 270 + legendHeight];
  const canvas = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  const { title, ...option } = linePicture(chart).option;
  const series = (option.series as Line[]).map((line) => ({
    ...line,
    symbolSize: 0.7 * (line.symbolSize ?? 0),
  }));
  const text = { color: 'currentColor', fontSize: 13 };
  const axis = {
    nameTextStyle: text,
    axisLabel: text,
    axisLine: { lineStyle: { color: 'currentColor' } },
    axisTick: { lineStyle: { color: 'currentColor' } },
  };
  canvas.setOption({ animation: false, ...option, series });
  canvas.setOption({
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 64, right: 16, top: 12, bottom: 50 + legendHeight },
    legend: {
      show: names > 1,
      orient: 'vertical',
      left: 8,
      bottom: 0,
      itemGap: 7,
      itemHeight: 10,
      textStyle: text,
    },
    xAxis: { ...axis, splitLine: { show: false } },
    yAxis: {
      ...axis,
      nameGap: 46,
      splitLine: { lineStyle: { color: 'currentColor', opacity: 0.15 } },
    },
  });
  const svg = stableIds(canvas.renderToSVGString());
  const colours = series.filter(({ type }) => type === 'line').map(({ itemStyle }) => itemStyle.color);
  const places = new Map<string, readonly [number, number]>();
  for (const [x, y] of chart.series.flatMap(({ points }) => points)) {
    const [left, top] = canvas.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [x, y]) as [number, number];
    places.set(`${x} ${y}`, [Math.round(left * 10) / 10, Math.round(top * 10) / 10]);
  }
  canvas.dispose();
  return { svg, place: (x, y) => places.get(`${x} ${y}`)!, colours };
}

/** What a reader who does not see the chart is told first. */
function describe({ title, xLabel, yLabel, series }: LineChart): string {
  const lines = series.map(({ name, points }) => {
    const ys = points.map(([, y]) => y);
    return ys.length > 1
      ? `${name}: from ${number(ys[0]!)} to ${number(ys.at(-1)!)}`
      : `${name}: ${ys.map(number)}`;
  });
  return `${title}. Line chart of ${yLabel} against ${xLabel}. ${lines.join('; ')}.`;
}

function numbers({ title, xLabel, series }: LineChart, place: Place, colours: readonly string[]): Html {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const row = (x: number) => {
    const cells = series.map((line) => cell(line, x, place));
    const left = cells.find((cell) => cell)?.left;
    return html`<tr data-x="${left}"><th scope="row">${Number(x.toPrecision(6))}</th>${cells.map((cell) =>
      cell ? html`<td data-y="${cell.top}">${cell.text}</td>` : html`<td></td>`,
    )}</tr>
`;
  };
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Numbers of ${title}"><table>
<caption class="unseen">${title}</caption>
<thead><tr><th scope="col">${xLabel}</th>${series.map(
    ({ name }, i) => html`<th scope="col" data-colour="${colours[i]}">${name}</th>`,
  )}</tr></thead>
<tbody>${xs.map(row)}</tbody></table></div>`;
}

function cell({ points, band }: LineSeries, x: number, place: Place) {
  const point = points.find(([at]) => at === x);
  if (!point) return undefined;
  const [left, top] = place(...point);
  const edge = band?.find(([at]) => at === x);
  const spread = edge && edge[1] < edge[2] ? ` (${number(edge[1])} to ${number(edge[2])})` : '';
  return { left, top, text: `${number(point[1])}${spread}` };
}

/** Four digits, which is more than a chart shows. */
function number(value: number): string {
  const digits = Number(value.toPrecision(4));
  return digits !== 0 && Math.abs(digits) < 1e-3 ? digits.toExponential() : String(digits);
}
