import type { SweepPoint, SweepRow } from '@unrolled/tasks';
import type { LineChart } from '../data/chart.js';
import { panels } from '../data/panels.js';
import { byEpoch, byStep } from './by-step.js';
import { inWords, type Sequences } from './run.js';
import { scoreAxis } from './score-axis.js';
import { metricOf, scoreCharts } from './scores.js';
import type { Course } from './trials.js';

/** A run of a sweep, with how it learned. */
export interface SweptRun extends SweepRow, Course {}

/**
 * A sweep by the names of its files: what came of the runs against the length or else the learning rate, where one of
 * them varied, and the training loss against the step. A line for each combination of the rest, the mean over the
 * seeds with its spread.
 *
 * @example
 * const result = { loss: 0.1, accuracy: 0.9, steps: 20, history: [] };
 * const runs = [5, 10].map((length) => ({ ...result, point: { cell: 'lstm' as const, seed: 1, length } }));
 * Object.keys(sweepCharts('parity', runs, parity())); // → ['accuracy-by-length']
 */
export function sweepCharts(
  task: string,
  runs: readonly SweptRun[],
  dataset: Sequences,
): Readonly<Record<string, LineChart>> {
  const varied = [...new Set(runs.flatMap(({ point }) => Object.keys(point)))].filter(
    (name) => name !== 'seed' && new Set(runs.map(({ point }) => point[name])).size > 1,
  );
  return { ...scoreChart(task, runs, dataset, varied), ...lossCharts(task, runs, dataset, varied) };
}

function scoreChart(
  task: string,
  runs: readonly SweptRun[],
  dataset: Sequences,
  varied: readonly string[],
): Record<string, LineChart> {
  const axis = ['length', 'learningRate'].find((name) => varied.includes(name));
  if (!axis) return {};
  const by = axis === 'length' ? 'length' : 'learning rate';
  const others = varied.filter((name) => name !== axis);
  const scores = runs.map((run) => ({
    ...run,
    name: labelOf(run.point, others),
    x: axis === 'length' ? Number(run.point.length) : Math.log10(Number(run.point.learningRate)),
  }));
  const [chart] = scoreCharts(task, dataset, by, scores, runs.length);
  return chart ? { [`${metricOf(runs)}-by-${by.replace(' ', '-')}`]: chart } : {};
}

function lossCharts(
  task: string,
  runs: readonly SweptRun[],
  dataset: Sequences,
  varied: readonly string[],
): Record<string, LineChart> {
  const named = runs.map((run) => ({ ...run, name: labelOf(run.point, varied) }));
  const lines = [...new Set(named.map(({ name }) => name))].map((name) => {
    const courses = named.filter((run) => run.name === name);
    return byStep(name, courses, ({ loss }) => loss) ?? byEpoch(name, courses, ({ loss }) => loss, true);
  });
  const axes = { xLabel: 'training step', ...scoreAxis('loss', dataset) };
  const charts = panels({ title: `${task}: training loss by step`, ...axes }, lines);
  return Object.fromEntries(charts.map((chart, i) => [`loss-by-step${i === 0 ? '' : `-${i + 1}`}`, chart]));
}

/** A combination in a legend: its cell, and the values of what else tells it from others. */
function labelOf({ cell, ...point }: SweepPoint, names: readonly string[]): string {
  const others = names.filter((name) => name !== 'cell');
  return [
    cell,
    ...others.map((name) => (name === 'optimizer' ? point[name] : `${axisWords(name)} ${point[name]}`)),
  ].join(', ');
}

/** What an axis is called in a legend. */
export function axisWords(name: string): string {
  return name === 'learningRate' ? 'rate' : inWords(name);
}
