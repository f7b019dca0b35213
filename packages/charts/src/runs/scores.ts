import type { LineChart } from '../data/chart.js';
import { panels } from '../data/panels.js';
import { spread } from '../data/series.js';
import { labels } from './configuration.js';
import type { Run, Sequences } from './run.js';
import { guessingAt, scoreAxis } from './score-axis.js';

/** What came of a run, beside what was varied. */
export interface Score {
  /** What tells its line from the others. */
  readonly name: string;
  readonly x: number;
  readonly loss: number;
  /** In [0, 1]. */
  readonly accuracy?: number;
}

const xLabels = {
  length: ({ lengthIn = 'steps' }: Sequences) => `length (${lengthIn})`,
  'learning rate': () => 'learning rate (power of 10)',
} as const;

/**
 * Accuracy, or where not every run has one the loss, against what was varied: a line a name, its mean and spread.
 *
 * @example
 * const scores = [5, 10].map((x) => ({ name: 'lstm', x, loss: 0.1, accuracy: 0.9 }));
 * const [chart] = scoreCharts('parity', { ...parity(), lengthIn: 'bits' }, 'length', scores);
 * chart.title; // → 'parity: accuracy by length'
 */
export function scoreCharts(
  task: string,
  dataset: Sequences,
  by: keyof typeof xLabels,
  scores: readonly Score[],
  most?: number,
): LineChart[] {
  const metric = metricOf(scores);
  const value = ({ accuracy, loss }: Score) => (metric === 'accuracy' ? 100 * accuracy! : loss);
  const drawn = scores.filter((score) => Number.isFinite(value(score)));
  const lines = [...new Set(drawn.map(({ name }) => name))].map((name) =>
    spread(
      name,
      drawn.filter((score) => score.name === name).map((score) => [score.x, value(score)] as const),
    ),
  );
  return panels(
    { title: `${task}: ${metric} by ${by}`, xLabel: xLabels[by](dataset), ...scoreAxis(metric, dataset) },
    lines,
    { guessing: guessingAt(metric, dataset), ...(most && { most }) },
  );
}

/** What all of the runs can be compared by. */
export function metricOf(scores: readonly Pick<Score, 'accuracy'>[]): 'accuracy' | 'loss' {
  return scores.every(({ accuracy }) => accuracy !== undefined) ? 'accuracy' : 'loss';
}

/**
 * The scores by length of runs of one task; none where they do not differ in it.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * // A single length is no chart.
 * scoresByLength([readRun(record, sequencesTold(record))]); // → []
 */
export function scoresByLength(runs: readonly Run[]): LineChart[] {
  const done = runs.filter(({ result }) => result);
  if (new Set(done.map(({ task }) => task.options.length)).size < 2) return [];
  const names = labels(done, { given: ['length'], apart: ['seed'] });
  const scores = done.map(({ task, result }, i) => ({
    ...result!,
    name: names[i]!,
    x: Number(task.options.length),
  }));
  return scoreCharts(done[0]!.task.name, done[0]!.dataset, 'length', scores);
}
