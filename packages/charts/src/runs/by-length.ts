import type { Evaluation } from '@unrolled/tasks';
import type { LineChart } from '../data/chart.js';
import type { Table } from '../data/words.js';
import { baselineInWords, percent } from '../words/percent.js';
import type { Sequences } from './run.js';
import { guessingAt, type Metric, scoreAxis } from './score-axis.js';

/** What a run scores on sequences of one length, and what guessing scores on them. */
export interface ScoreAtLength extends Evaluation {
  readonly length: number;
  readonly baseline: Sequences['baseline'];
}

/**
 * Scores over the length of the sequences, beside what guessing scores.
 *
 * @example
 * const scores = [{ length: 5, loss: 0.1, accuracy: 0.98, baseline: { metric: 'accuracy', value: 0.5 } }] as const;
 * lengthChart('parity', parity(), scores).series.map(({ name, points }) => [name, points]);
 * // → [['the run', [[5, 98]]], ['guessing', [[5, 50]]]]
 */
export function lengthChart(
  task: string,
  dataset: Pick<Sequences, 'targetKind'>,
  scores: readonly ScoreAtLength[],
): LineChart {
  const metric: Metric = scores.every(({ accuracy }) => accuracy !== undefined) ? 'accuracy' : 'loss';
  const guessing = scores.flatMap((score) => {
    const level = guessingAt(metric, score);
    return level === undefined ? [] : [[score.length, level] as const];
  });
  const scored = scores.map(
    ({ length, loss, accuracy = 0 }) => [length, metric === 'accuracy' ? 100 * accuracy : loss] as const,
  );
  return {
    title: `${task}: beyond the trained length`,
    xLabel: 'length',
    ...scoreAxis(metric, dataset),
    series: [
      { name: 'the run', points: scored },
      ...(guessing.length > 0 ? [{ name: 'guessing', points: guessing, reference: true }] : []),
    ],
  };
}

/**
 * The same as a table.
 *
 * @example
 * const scores = [{ length: 5, loss: 0.1, accuracy: 0.98, baseline: { metric: 'accuracy', value: 0.5 } }] as const;
 * lengthTable(scores).rows; // → [['5', '98.0 %', '', '0.1000', '50.0 %']]
 */
export function lengthTable(scores: readonly ScoreAtLength[]): Table {
  const share = (value: number | undefined) => (value === undefined ? '' : percent(value));
  return {
    head: ['length', 'accuracy', 'all right', 'loss', 'guessing'],
    rows: scores.map((score) => [
      String(score.length),
      share(score.accuracy),
      share(score.sequenceAccuracy),
      score.loss.toPrecision(4),
      baselineInWords(score),
    ]),
  };
}
