import type { LineChart } from '../data/chart.js';
import { linePicture } from './lines.js';
import type { Picture } from './picture.js';

/** A line chart for a page, which has its title and its legend beside it: its text as the page's, its markers all of a size. */
export function pageLinePicture(chart: LineChart): Picture {
  const { options } = linePicture(chart, 7);
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
    grid: { left: 64, right: 16, top: 12, bottom: 50 },
    legend: { show: false },
    xAxis: { ...axis, splitLine: { show: false } },
    yAxis: { ...axis, nameGap: 46, splitLine: { lineStyle: { color: 'currentColor', opacity: 0.15 } } },
  };
  return { options: [...options, page], width: 480, height: 270 };
}
