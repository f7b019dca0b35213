import type { LineChart } from '../data/chart.js';
import { linePicture } from './lines.js';
import type { Picture } from './picture.js';

/** A line chart for a page: without a title, its legend one name a line, its text as the page's. */
export function pageLinePicture(chart: LineChart): Picture {
  const names = chart.series.length;
  const legendHeight = names > 1 ? 20 * names : 0;
  const { options } = linePicture(chart, 0.7);
  const text = { color: 'currentColor', fontSize: 13 };
  const axis = {
    nameTextStyle: text,
    axisLabel: text,
    axisLine: { lineStyle: { color: 'currentColor' } },
    axisTick: { lineStyle: { color: 'currentColor' } },
  };
  const page = {
    title: { show: false },
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
    yAxis: { ...axis, nameGap: 46, splitLine: { lineStyle: { color: 'currentColor', opacity: 0.15 } } },
  };
  return { options: [...options, page], width: 480, height: 270 + legendHeight };
}
