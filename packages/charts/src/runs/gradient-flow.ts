import type { JacobianStudy } from '@unrolled/analysis';
import type { LineChart } from '../data/chart.js';
import { panels } from '../data/panels.js';
import { jacobianChart } from '../studies/jacobian.js';
import { labels } from './configuration.js';
import type { Configuration } from './run.js';

/** The gradient through time in trained networks of one task; of a single one beside its bound. */
export function flowCharts(
  runs: readonly { readonly configuration: Configuration; readonly flow: JacobianStudy }[],
): LineChart[] {
  const names = labels(runs, { apart: ['seed'] });
  const charts = runs.map(({ flow }, i) => jacobianChart(flow, names[i]!));
  if (charts.length < 2) return charts;
  const { series: _, ...chart } = charts[0]!;
  const lines = charts.map(({ series }, i) => ({
    ...series.find(({ name }) => name === 'measured')!,
    name: names[i]!,
  }));
  return panels({ ...chart, title: 'Gradient through time' }, lines);
}
