import type { Curve, StepScore } from '../spec/run.js';

/** As many as a chart has room for. */
const mostPoints = 256;

/** How a run's scores change from step to step, as they come in. */
export interface CurveInProgress {
  /** Takes the score of a step, counted from 1. */
  add(step: number, score: StepScore): void;
  /** As it is now. */
  read(): Curve;
}

/**
 * A curve of at most 256 points, however long the run: each is the mean over 1, 2, 4, … steps, a number that doubles when
 * there are too many. It follows from the steps alone, so that a resumed run has the curve of one that never stopped.
 *
 * @param begun what there is already; nothing unless given
 * @param trialSteps steps under one learning rate; no point holds steps of two
 * @example
 * const curve = createCurve(undefined, 1000);
 * for (let step = 1; step <= 1000; step++) curve.add(step, { loss: 1 / step, gradientNorm: 1 });
 * curve.read().every; // → 4
 */
export function createCurve(begun: Curve | undefined, trialSteps: number): CurveInProgress {
  let { every, points } = begun ? { ...begun, points: [...begun.points] } : { every: 1, points: [] };
  /** How many steps precede the point that a step belongs to. */
  const before = (step: number) => step - 1 - (((step - 1) % trialSteps) % every);
  const put = (point: Curve['points'][number], weight: (before: number) => number) => {
    const last = points.at(-1);
    if (!last || before(last.step) !== before(point.step)) points.push(point);
    else points[points.length - 1] = mix(last, point, weight(before(point.step)));
  };
  return {
    add(step, { loss, accuracy, gradientNorm }) {
      const score = accuracy === undefined ? { loss, gradientNorm } : { loss, accuracy, gradientNorm };
      put({ step, ...score }, (before) => 1 / (step - before));
      if (points.length <= mostPoints) return;
      const finer = points;
      const counts = finer.map(({ step }) => step - before(step));
      every *= 2;
      points = [];
      for (const [i, point] of finer.entries()) put(point, (before) => counts[i]! / (point.step - before));
    },
    read: () => ({ every, points: [...points] }),
  };
}

/** The mean of what a point holds and what comes to it, its entries in the same order. */
function mix<P extends Curve['points'][number]>(point: P, added: P, weight: number): P {
  const mean = (a: number, b: number) => a + (b - a) * weight;
  return {
    ...added,
    loss: mean(point.loss, added.loss),
    ...(added.accuracy !== undefined && { accuracy: mean(point.accuracy!, added.accuracy) }),
    gradientNorm: mean(point.gradientNorm, added.gradientNorm),
  };
}
