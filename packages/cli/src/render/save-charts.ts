import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/tasks/node';
import type { LineChart } from './chart.js';
import { svgChart } from './svg-chart.js';

/** Writes charts into a folder as SVG, each under its name. */
export async function saveCharts(
  folder: string,
  charts: Readonly<Record<string, LineChart>>,
): Promise<string[]> {
  for (const [name, chart] of Object.entries(charts)) {
    await writeFileAtomic(join(folder, `${name}.svg`), svgChart(chart));
  }
  return Object.keys(charts).map((name) => join(folder, `${name}.svg`));
}
