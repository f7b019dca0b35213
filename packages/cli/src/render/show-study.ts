import type { LineChart } from './chart.js';
import { terminalChart } from './terminal-chart.js';

/** Shows a study: as JSON, or in words and charts; with `out` the charts go there as SVG too. */
export async function showStudy(
  study: object,
  words: string,
  charts: Readonly<Record<string, LineChart>>,
  { json, out }: { readonly json?: boolean; readonly out?: string },
): Promise<void> {
  if (out !== undefined) {
    const { saveCharts } = await import('./save-charts.js');
    await saveCharts(out, charts);
  }
  if (json) console.log(JSON.stringify(study));
  else console.log([words, ...Object.values(charts).map((chart) => terminalChart(chart))].join('\n\n'));
}
