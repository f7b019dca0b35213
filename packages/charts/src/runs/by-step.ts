import type { Curve } from '@unrolled/tasks';
import type { LineSeries } from '../data/chart.js';
import { spread } from '../data/series.js';
import type { EpochScores } from './run.js';
import type { Course } from './trials.js';

/** What is drawn of an epoch, or of a point of a curve; nothing where it was not measured. */
type Measure<T> = (scores: T) => number | undefined;

type Sample = readonly [x: number, y: number];

/** Whether every epoch says at which step it ended, so that it has a place on an axis of steps. */
export const knowsSteps = (courses: readonly Course[]) =>
  courses.every(({ history }) => history.every(({ step }) => step !== undefined));

/** The mean of several runs at the end of every epoch, with the spread; by step, or by epoch where steps are not known. */
export function byEpoch(
  name: string,
  courses: readonly Course[],
  measure: Measure<EpochScores>,
  isByStep = knowsSteps(courses),
): LineSeries {
  const epochs = courses.flatMap(({ history }) => history);
  return spread(name, finite(epochs.map((epoch) => [isByStep ? epoch.step : epoch.epoch, measure(epoch)])));
}

/** The mean of several runs over the steps of their curves, with the spread; none unless each has a curve. */
export function byStep(
  name: string,
  courses: readonly Course[],
  measure: Measure<Curve['points'][number]>,
): LineSeries | undefined {
  const curves = courses.flatMap(({ curve }) => (curve && curve.points.length > 0 ? [curve] : []));
  if (curves.length < courses.length) return undefined;
  // Points of a short run are means over fewer steps than those of a long one.
  const every = Math.max(...curves.map((curve) => curve.every));
  return spread(
    name,
    curves.flatMap(({ points }) =>
      coarser(finite(points.map((point) => [point.step, measure(point)])), every),
    ),
  );
}

/** Means over as many steps. */
function coarser(samples: readonly Sample[], every: number): Sample[] {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const group = Math.ceil(sample[0] / every);
    groups.set(group, [...(groups.get(group) ?? []), sample]);
  }
  return [...groups.values()].map((group) => [
    group.at(-1)![0],
    group.reduce((sum, [, y]) => sum + y, 0) / group.length,
  ]);
}

/** What has a place in a chart: a loss that was no number is null in a run's file. */
function finite(samples: readonly (readonly [x: number | undefined, y: number | undefined])[]): Sample[] {
  return samples.flatMap(([x = Number.NaN, y = Number.NaN]) =>
    Number.isFinite(x) && Number.isFinite(y) ? [[x, y] as const] : [],
  );
}
