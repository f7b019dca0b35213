import type { HeatMap } from '../data/chart.js';
import { type Picture, title, titleHeight } from './picture.js';

/** Cividis (Nuñez, Anderton & Renslow 2018), reversed: lightness alone orders it, so it reads without colour too. */
export const cividis = ['#fee838', '#c8b866', '#948e77', '#666970', '#35456c', '#00224e'];

/** ColorBrewer's blues, from the white of the page: most counts are near zero. */
const blues = ['#ffffff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'];

export function heatMapPicture(chart: HeatMap): Picture {
  const { columns, rows, values, range, numbered } = chart;
  const cell = { width: clamp(560 / columns.length, 8, 56), height: clamp(420 / rows.length, 5, 44) };
  const width = Math.max(420, Math.round(columns.length * cell.width) + 190);
  const top = titleHeight(chart.title, width);
  const height = Math.round(rows.length * cell.height) + top + 64;
  const middle = (range[0] + range[1]) / 2;
  const option = {
    title: title(chart.title, width),
    grid: { left: 84, right: 106, top, bottom: 64 },
    xAxis: axis(columns, chart.xLabel, 30),
    yAxis: { ...axis(rows, chart.yLabel, 56), inverse: true },
    visualMap: {
      min: range[0],
      max: range[1],
      dimension: 2,
      calculable: false,
      orient: 'vertical',
      right: 14,
      top: 'middle',
      itemHeight: 140,
      precision: Number.isInteger(range[1]) && numbered ? 0 : 1,
      text: [`${chart.valueLabel}\n${range[1]}`, String(range[0])],
      inRange: { color: numbered ? blues : cividis },
    },
    series: [
      {
        type: 'heatmap',
        data: values.flatMap((row, y) =>
          row.map((value, x) => ({
            value: [x, y, value],
            ...(numbered && { label: { color: value > middle ? '#ffffff' : '#000000' } }),
          })),
        ),
        label: { show: numbered === true, fontSize: 12 },
        itemStyle: { borderColor: '#cccccc', borderWidth: numbered ? 1 : 0 },
      },
    ],
  };
  return { options: [option], width, height };
}

function axis(names: readonly string[], name: string, nameGap: number): object {
  return {
    type: 'category',
    data: [...names],
    name,
    nameLocation: 'middle',
    nameGap,
    axisTick: { show: false },
  };
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
