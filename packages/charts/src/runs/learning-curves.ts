import type { LineChart, LineSeries } from '../data/chart.js';
import { panels } from '../data/panels.js';
import { spread } from '../data/series.js';
import { labels } from './configuration.js';
import { gradientCharts, recordsGradients } from './gradient-norms.js';
import type { EpochScores, Run, Sequences, Tried } from './run.js';
import { guessingAt, type Metric, scoreAxis } from './score-axis.js';
import { trialsOf } from './trials.js';

type Measure = (epoch: EpochScores) => number | undefined;

const splits: Readonly<Record<Metric, readonly (readonly [name: string, measure: Measure])[]>> = {
  loss: [
    ['training', ({ loss }) => loss],
    ['validation', ({ validationLoss }) => validationLoss],
    ['test', ({ testLoss }) => testLoss],
  ],
  accuracy: [
    ['training', ({ accuracy }) => accuracy],
    ['validation', ({ validationAccuracy }) => validationAccuracy],
    ['test', ({ testAccuracy }) => testAccuracy],
  ],
};

/** How runs of one task learned: loss and accuracy by epoch, and what else changed as they did. */
export function learningCurves(runs: readonly Run[]): LineChart[] {
  const groups = groupRuns(runs);
  const { dataset } = runs[0]!;
  const rates = { title: 'Learning rate', xLabel: 'epoch', yLabel: 'learning rate' };
  const rate = (group: Group) => byEpoch(group.name, group, ({ learningRate }) => learningRate);
  return [
    ...scoresByEpoch('Loss', 'loss', groups, dataset),
    ...scoresByEpoch('Accuracy', 'accuracy', groups, dataset),
    ...(runs.some(({ rateVaries }) => rateVaries) ? panels(rates, groups.map(rate)) : []),
    ...gradientCharts('Gradient by time step', named(runs.filter(recordsGradients))),
  ];
}

/** The charts of a run that is, or was, in training, by the names of their files. */
export function runCharts(
  task: { readonly name: string; readonly dataset: Sequences },
  model: string,
  history: readonly EpochScores[],
  tried: Tried = { rates: [Number.NaN], steps: 0 },
): Readonly<Record<string, LineChart>> {
  const name = `${task.name}, ${model}`;
  const rates = trialsOf(history, tried).map(({ rate, history }) => ({
    name: `rate ${rate}`,
    histories: [history],
  }));
  const charts = {
    loss: scoresByEpoch(`${name}: loss`, 'loss', rates, task.dataset, true),
    accuracy: scoresByEpoch(`${name}: accuracy`, 'accuracy', rates, task.dataset, true),
    'gradient-norms': gradientCharts(`${name}: gradient by time step`, [{ name, history }]),
  };
  return Object.fromEntries(
    Object.entries(charts).flatMap(([file, panels]) =>
      panels.map((chart, i) => [i === 0 ? file : `${file}-${i + 1}`, chart]),
    ),
  );
}

interface Group {
  readonly name: string;
  readonly histories: readonly (readonly EpochScores[])[];
}

/** Each run under what tells it from the others. */
function named(runs: readonly Run[]) {
  const names = labels(runs);
  return runs.map(({ history, result }, i) => ({ name: names[i]!, history, kept: result?.bestEpoch?.epoch }));
}

/** Runs that differ only in their seed, together; where a run tried several learning rates, each apart. */
function groupRuns(runs: readonly Run[]): Group[] {
  const names = labels(runs, { apart: ['seed'] });
  const tried = runs.flatMap(({ history, tried }, i) =>
    trialsOf(history, tried).map((trial) => ({
      name: tried.rates.length > 1 ? `${names[i]}, rate ${trial.rate}` : names[i]!,
      history: trial.history,
    })),
  );
  return [...new Set(tried.map(({ name }) => name))].map((name) => ({
    name,
    histories: tried.filter((trial) => trial.name === name).map(({ history }) => history),
  }));
}

/** One chart with every split where there is one line each, or they go together; otherwise one for each split. */
function scoresByEpoch(
  title: string,
  metric: Metric,
  groups: readonly Group[],
  dataset: Sequences,
  together = groups.length === 1,
): LineChart[] {
  const scale = metric === 'accuracy' ? 100 : 1;
  const lines = splits[metric].map(([split, measure]) => ({
    split,
    lines: groups.map((group) => byEpoch(group.name, group, measure, scale)),
  }));
  const axes = { xLabel: 'epoch', ...scoreAxis(metric, dataset) };
  // A loss comes down from far above what guessing scores; the line would only flatten it.
  const guessing = metric === 'accuracy' ? guessingAt(metric, dataset) : undefined;
  if (together) {
    const all = lines.flatMap(({ split, lines }) =>
      lines.map((line) => ({ ...line, name: groups.length === 1 ? split : `${line.name}, ${split}` })),
    );
    return panels({ title, ...axes }, all, { guessing });
  }
  return lines.flatMap(({ split, lines }) =>
    panels({ title: `${title}, ${split}`, ...axes }, lines, { guessing }),
  );
}

/** The mean of a group's runs at every epoch, with the spread. */
function byEpoch(name: string, { histories }: Group, measure: Measure, scale = 1): LineSeries {
  const samples = histories.flat().flatMap((epoch) => {
    const value = measure(epoch) ?? Number.NaN; // a loss that was no number is null in a run's file
    return Number.isFinite(value) ? [[epoch.epoch, scale * value] as const] : [];
  });
  return spread(name, samples);
}
