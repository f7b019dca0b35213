import { LineChart as Lines } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { LineChart } from './chart.js';

echarts.use([Lines, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Okabe and Ito's colours, told apart by colour-blind readers; shape and dash tell them apart in print. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const markers = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
const dashes: ('solid' | number[])[] = ['solid', [8, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 4]];

/** What the legend shows for a reference. */
const dashedLine = 'path://M0 0h6v1h-6zM10 0h6v1h-6zM20 0h6v1h-6z';

/** Draws a line chart as a self-contained SVG document. */
export function svgChart(chart: LineChart, { width = 720, height = 440 } = {}): string {
  const canvas = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  const [min, max] = chart.yRange ?? (chart.logarithmic ? decades(chart) : []);
  let drawn = 0;
  canvas.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: chart.title, left: 'center', top: 10, textStyle: { fontSize: 16 } },
    legend: {
      bottom: 6,
      itemWidth: 36,
      data: chart.series.map(({ name, reference }) => ({ name, ...(reference && { icon: dashedLine }) })),
    },
    grid: { left: 64, right: 24, top: 48, bottom: 84 },
    xAxis: {
      type: 'value',
      name: chart.xLabel,
      nameLocation: 'middle',
      nameGap: 28,
      scale: true,
      minInterval: 1,
    },
    yAxis: {
      type: chart.logarithmic ? 'log' : 'value',
      name: chart.yLabel,
      nameLocation: 'middle',
      nameGap: 48,
      ...(min !== undefined && { min, max }),
      ...(chart.logarithmic && { axisLabel: { formatter: (value: number) => value.toExponential(0) } }),
    },
    series: chart.series.map(({ name, points, reference }) => {
      const index = reference ? -1 : drawn++ % colours.length;
      return {
        type: 'line',
        name,
        data: points.map((point) => [...point]),
        symbol: reference ? 'none' : markers[index],
        symbolSize: 12 - 3 * (index % 3), // so that one line on top of another still shows both
        lineStyle: reference
          ? { color: '#555555', type: [3, 3], width: 1.5 }
          : { type: dashes[index], width: 2 },
        itemStyle: { color: reference ? '#555555' : colours[index] },
      };
    }),
  });
  const svg = canvas.renderToSVGString();
  canvas.dispose();
  return svg.replace(/^<svg/, '<svg role="img"').replace('>', `><title>${escapeXml(chart.title)}</title>`);
}

/** The powers of ten around a chart's values. */
function decades({ series }: LineChart): [number, number] {
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y));
  return [10 ** Math.floor(Math.log10(Math.min(...ys))), 10 ** Math.ceil(Math.log10(Math.max(...ys)))];
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
