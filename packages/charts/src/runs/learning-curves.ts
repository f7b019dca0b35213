import type { LineChart } from '../data/chart.js';
import { panels } from '../data/panels.js';
import { byEpoch, byStep, knowsSteps } from './by-step.js';
import { labels } from './configuration.js';
import { gradientCharts, recordsGradients } from './gradient-norms.js';
import type { EpochScores, Run, Sequences, Tried } from './run.js';
import { guessingAt, type Metric, scoreAxis } from './score-axis.js';
import { type Course, trialsOf } from './trials.js';

/** What is measured at the end of an epoch, by the examples it is measured on. */
const splits: Readonly<
  Record<Metric, readonly (readonly [name: string, measure: (epoch: EpochScores) => number | undefined])[]>
> = {
  loss: [
    ['training', ({ loss }) => loss],
    ['validation', ({ validationLoss }) => validationLoss],
    ['test', ({ testLoss }) => testLoss],
  ],
  accuracy: [
    ['training', ({ accuracy }) => percentOf(accuracy)],
    ['validation', ({ validationAccuracy }) => percentOf(validationAccuracy)],
    ['test', ({ testAccuracy }) => percentOf(testAccuracy)],
  ],
};

const percentOf = (share: number | undefined) => share && 100 * share;

/**
 * How runs of one task learned: loss and accuracy by step, and what else changed as they did.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * learningCurves([readRun(record, sequencesTold(record))]).map(({ title }) => title); // → ['Loss', 'Accuracy']
 */
export function learningCurves(runs: readonly Run[]): LineChart[] {
  const groups = groupRuns(runs);
  const { dataset } = runs[0]!;
  const isByStep = groups.every(({ courses }) => knowsSteps(courses));
  const rates = { title: 'Learning rate', xLabel: xLabel(groups), yLabel: 'learning rate' };
  const rate = ({ name, courses }: Group) =>
    byEpoch(name, courses, ({ learningRate }) => learningRate, isByStep);
  return [
    ...scores('Loss', 'loss', groups, dataset),
    ...scores('Accuracy', 'accuracy', groups, dataset),
    ...(runs.some(({ rateVaries }) => rateVaries) ? panels(rates, groups.map(rate)) : []),
    ...gradientCharts('Gradient by time step', named(runs.filter(recordsGradients))),
  ];
}

/**
 * The charts of a run that is, or was, in training, by the names of their files.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * const charts = runCharts({ name: 'parity', dataset: sequencesTold(record) }, 'rnn', record);
 * Object.keys(charts); // → ['loss', 'accuracy']
 */
export function runCharts(
  task: { readonly name: string; readonly dataset: Sequences },
  model: string,
  course: Course,
  tried: Tried = { rates: [Number.NaN], steps: 0 },
): Readonly<Record<string, LineChart>> {
  const name = `${task.name}, ${model}`;
  const rates = trialsOf(course, tried).map(({ rate, ...course }) => ({
    name: `rate ${rate}`,
    courses: [course],
  }));
  const charts = {
    loss: scores(`${name}: loss`, 'loss', rates, task.dataset, true),
    accuracy: scores(`${name}: accuracy`, 'accuracy', rates, task.dataset, true),
    'gradient-norms': gradientCharts(`${name}: gradient by time step`, [{ name, history: course.history }]),
  };
  return Object.fromEntries(
    Object.entries(charts).flatMap(([file, panels]) =>
      panels.map((chart, i) => [i === 0 ? file : `${file}-${i + 1}`, chart]),
    ),
  );
}

/** What is drawn as one line. */
interface Group {
  readonly name: string;
  readonly courses: readonly Course[];
}

/** Each run under what tells it from the others. */
function named(runs: readonly Run[]) {
  const names = labels(runs);
  return runs.map(({ history, result }, i) => ({ name: names[i]!, history, kept: result?.bestEpoch?.epoch }));
}

/** Runs that differ only in their seed, together; where a run tried several learning rates, each apart. */
function groupRuns(runs: readonly Run[]): Group[] {
  const names = labels(runs, { apart: ['seed'] });
  const tried = runs.flatMap((run, i) =>
    trialsOf(run, run.tried).map(({ rate, ...course }) => ({
      name: run.tried.rates.length > 1 ? `${names[i]}, rate ${rate}` : names[i]!,
      course,
    })),
  );
  return [...new Set(tried.map(({ name }) => name))].map((name) => ({
    name,
    courses: tried.filter((trial) => trial.name === name).map(({ course }) => course),
  }));
}

/** One chart with every split where there is one line each, or they go together; otherwise one for each split. */
function scores(
  title: string,
  metric: Metric,
  groups: readonly Group[],
  dataset: Sequences,
  together = groups.length === 1,
): LineChart[] {
  const isByStep = groups.every(({ courses }) => knowsSteps(courses));
  const lines = splits[metric].map(([split, measure]) => ({
    split,
    lines: groups.map(({ name, courses }) => {
      const steps = split === 'training' && isByStep && byStep(name, courses, stepwise[metric]);
      return steps || byEpoch(name, courses, measure, isByStep);
    }),
  }));
  const axes = { xLabel: xLabel(groups), ...scoreAxis(metric, dataset) };
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

/** What is measured at every step. */
const stepwise: Readonly<
  Record<Metric, (point: { readonly loss: number; readonly accuracy?: number }) => number | undefined>
> = {
  loss: ({ loss }) => loss,
  accuracy: ({ accuracy }) => percentOf(accuracy),
};

/** Steps, and how many of them are an epoch where that is known and the same for all; else epochs. */
function xLabel(groups: readonly Group[]): string {
  const courses = groups.flatMap(({ courses }) => courses);
  if (!knowsSteps(courses)) return 'epoch';
  // An only epoch may have been cut short.
  const [steps, ...others] = new Set(
    courses.map(({ history }) => (history.length > 1 ? history[0]!.step : undefined)),
  );
  return steps === undefined || others.length > 0 ? 'training step' : `training step (${steps} an epoch)`;
}
