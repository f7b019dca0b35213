import type { Chart, Words } from '@unrolled/charts';
import { print, printJson } from './print.js';
import { saveCharts } from './save-charts.js';

/** Shows what came out: as JSON, or in words and charts; with `out` the charts are drawn there too. */
export async function showResult(
  result: object,
  words: Words,
  charts: Readonly<Record<string, Chart>>,
  { json, out }: { readonly json?: boolean | undefined; readonly out?: string | undefined },
): Promise<void> {
  if (out !== undefined) await saveCharts(out, charts);
  if (json) printJson(result);
  else print([words, ...Object.values(charts).flatMap((chart) => ['', chart])]);
}
