import type { EpochRecord } from '@unrolled/tasks';
import type { LineChart, LineSeries } from '../render/chart.js';
import { gradientNorms } from '../render/gradient-norm.js';
import { lossUnit } from '../render/result.js';
import { spread } from '../render/spread.js';
import { configurationOf, labels } from './configuration.js';
import { panels } from './panels.js';
import type { ReportedRun } from './reported-run.js';

/** How runs of one task learned: loss and accuracy by epoch, and what else changed as they did. */
export function learningCurves(runs: readonly ReportedRun[]): LineChart[] {
  const groups = groupRuns(runs);
  const { task } = runs[0]!;
  const { baseline } = task.dataset;
  const loss = { xLabel: 'epoch', yLabel: `loss (${lossUnit(task)})` };
  const accuracy = { xLabel: 'epoch', yLabel: 'accuracy (%)', yRange: [0, 100] as const };
  const guessing = baseline.metric === 'accuracy' ? 100 * baseline.value : undefined;
  const share = (value: number | undefined) => value !== undefined && 100 * value;
  const rates = runs.some(
    ({ record: { settings } }) => settings.schedule !== 'constant' || Array.isArray(settings.learningRate),
  );
  return [
    ...measured('Loss', loss, groups, [
      ['training', ({ loss }) => loss],
      ['validation', ({ validationLoss }) => validationLoss],
      ['test', ({ testLoss }) => testLoss],
    ]),
    ...measured(
      'Accuracy',
      accuracy,
      groups,
      [
        ['training', ({ accuracy }) => share(accuracy)],
        ['validation', ({ validationAccuracy }) => share(validationAccuracy)],
        ['test', ({ testAccuracy }) => share(testAccuracy)],
      ],
      guessing,
    ),
    ...(rates
      ? panels(
          { title: 'Learning rate', xLabel: 'epoch', yLabel: 'learning rate' },
          groups.map((group) => byEpoch(group.name, group, ({ learningRate }) => learningRate)),
        )
      : []),
    ...gradientByStep(runs),
  ];
}

interface Group {
  readonly name: string;
  readonly histories: readonly (readonly EpochRecord[])[];
}

type Measure = (epoch: EpochRecord) => number | undefined | false;

/** Runs that differ only in their seed, together. */
function groupRuns(runs: readonly ReportedRun[]): Group[] {
  const names = labels(
    runs.map(({ record }) => configurationOf(record)),
    { apart: ['seed'] },
  );
  return [...new Set(names)].map((name) => ({
    name,
    histories: runs.filter((_, i) => names[i] === name).map(({ record }) => record.history),
  }));
}

/** One chart with every split where there is one line each; otherwise one chart for each split. */
function measured(
  title: string,
  axes: Omit<LineChart, 'title' | 'series'>,
  groups: readonly Group[],
  splits: readonly (readonly [name: string, measure: Measure])[],
  guessing?: number,
): LineChart[] {
  const there = splits.filter(([, measure]) =>
    groups.some(({ histories }) => histories.flat().some((epoch) => isNumber(measure(epoch)))),
  );
  const [only] = groups;
  if (groups.length === 1) {
    const lines = there.map(([split, measure]) => byEpoch(split, only!, measure));
    return panels({ title, ...axes }, lines, guessing);
  }
  return there.flatMap(([split, measure]) => {
    const lines = groups.map((group) => byEpoch(group.name, group, measure));
    return panels({ title: `${title}, ${split}`, ...axes }, lines, guessing);
  });
}

/** The mean of a group's runs at every epoch, with the spread. */
function byEpoch(name: string, { histories }: Group, measure: Measure): LineSeries {
  const samples = histories.flat().flatMap((epoch) => {
    const value = measure(epoch);
    return isNumber(value) ? [[epoch.epoch, value] as const] : [];
  });
  return spread(name, samples);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** ‖∂L/∂h_t‖ where runs recorded it: of each the epoch that was kept, and of a single run the first, too. */
function gradientByStep(runs: readonly ReportedRun[]): LineChart[] {
  const recorded = runs.filter(({ record }) => record.history.some((epoch) => epoch.stateGradientNorms));
  if (recorded.length === 0) return [];
  const names = labels(recorded.map(({ record }) => configurationOf(record)));
  const networks = recorded.flatMap(({ record: { history, result } }, i) => {
    const kept = history.find(({ epoch }) => epoch === result?.bestEpoch?.epoch) ?? history.at(-1)!;
    const epochs = recorded.length === 1 ? [...new Set([history[0]!, kept])] : [kept];
    return epochs.map(({ epoch, stateGradientNorms = [] }) => ({
      name: recorded.length === 1 ? `epoch ${epoch}` : `${names[i]}, epoch ${epoch}`,
      norms: stateGradientNorms.map((norm, t) => ({ step: t + 1, norm })),
    }));
  });
  const { series, ...chart } = gradientNorms('Gradient by time step', networks);
  return panels(chart, series);
}

/** Accuracy, or else the loss, by length, where runs of a task differ in it: the mean over the rest with its spread. */
export function byLength(runs: readonly ReportedRun[]): LineChart[] {
  const done = runs.filter(({ record }) => record.result);
  const lengths = new Set(done.map(({ record }) => record.task.options.length));
  if (lengths.size < 2) return [];
  const names = labels(
    done.map(({ record }) => configurationOf(record)),
    { given: ['length'], apart: ['seed'] },
  );
  const accurate = done.every(({ record }) => record.result!.accuracy !== undefined);
  const { task } = done[0]!;
  const lines = [...new Set(names)].map((name) =>
    spread(
      name,
      done.flatMap(({ record: { task, result } }, i) => {
        if (names[i] !== name) return [];
        const value = accurate ? 100 * result!.accuracy! : result!.loss;
        return isNumber(value) ? [[Number(task.options.length), value] as const] : [];
      }),
    ),
  );
  const { baseline } = task.dataset;
  const chart = {
    title: `${task.name}: ${accurate ? 'accuracy' : 'loss'} by length`,
    xLabel: 'length of the sequence (steps)',
    yLabel: accurate ? 'accuracy (%)' : `loss (${lossUnit(task)})`,
    ...(accurate && { yRange: [0, 100] as const }),
  };
  return panels(chart, lines, accurate && baseline.metric === 'accuracy' ? 100 * baseline.value : undefined);
}
