import type { LineChart } from '../render/chart.js';
import { jacobianChart } from '../render/jacobian.js';
import { configurationOf, labels } from './configuration.js';
import { panels } from './panels.js';
import type { ReportedRun } from './reported-run.js';

/** The gradient through time in trained networks of one task; of a single one beside its bound. */
export function flowCharts(runs: readonly ReportedRun[]): LineChart[] {
  const studied = runs.filter(({ trained }) => trained?.flow);
  const names = labels(
    studied.map(({ record }) => configurationOf(record)),
    { apart: ['seed'] },
  );
  const charts = studied.map(({ trained }, i) => jacobianChart(trained!.flow!, names[i]!));
  if (charts.length < 2) return charts;
  const { series: _, ...chart } = charts[0]!;
  const lines = charts.map(({ series }, i) => ({
    ...series.find(({ name }) => name === 'measured')!,
    name: names[i]!,
  }));
  return panels({ ...chart, title: 'Gradient through time' }, lines);
}
