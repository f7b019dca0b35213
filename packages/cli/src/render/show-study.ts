import type { Chart, Words } from '@unrolled/charts';
import { print, printJson } from './print.js';

/** Shows a study: as JSON, or in words and charts; with `out` the charts are drawn there too. */
export async function showStudy(
  study: object,
  words: Words,
  charts: Readonly<Record<string, Chart>>,
  { json, out }: { readonly json?: boolean; readonly out?: string },
): Promise<void> {
  if (out !== undefined) {
    const { saveCharts } = await import('./save-charts.js');
    await saveCharts(out, charts);
  }
  if (json) printJson(study);
  else print([words, ...Object.values(charts).flatMap((chart) => ['', chart])]);
}
