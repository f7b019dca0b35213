import { describe, expect, it } from 'vitest';
import {
  describeScores,
  learningCurves,
  readRun,
  runCharts,
  scoreCharts,
  sweepCharts,
} from '../src/index.js';
import { record } from './record.js';
import { bits, numbers } from './sequences.js';

const epochs = [
  { epoch: 1, loss: 0.7 },
  { epoch: 2, loss: 0.3 },
];
const rows = [5, 10].map((length) => ({
  point: { cell: 'rnn' as const, seed: 1, length },
  steps: 20,
  loss: 0.1 * length,
  history: [{ epoch: 1, step: 20, loss: 0.2 * length }],
}));
const scores = rows.map(({ point, loss }) => ({ name: 'rnn', x: point.length, loss }));

describe.each([
  ['nats', 'parity', bits],
  ['mean squared error', 'adding-problem', numbers],
] as const)('the unit %s of %s stands', (unit, name, dataset) => {
  it.each([
    ["over a run's curves", () => runCharts({ name, dataset }, 'rnn', { history: epochs }).loss!],
    ["over a report's curves", () => learningCurves([readRun(record(name), dataset)])[0]!],
    ['over losses by length', () => scoreCharts(name, dataset, 'length', scores)[0]!],
    ["over a sweep's losses", () => sweepCharts(name, rows, dataset)['loss-by-length']!],
    ["over a sweep's curves", () => sweepCharts(name, rows, dataset)['loss-by-step']!],
  ])('%s', (_, chart) => {
    expect(chart().yLabel).toBe(`loss (${unit})`);
  });

  it('in words', () => {
    expect(describeScores(dataset, { loss: 0.25 }).join()).toContain(`0.2500 ${unit}`);
  });
});

it('guessing is drawn beside the scores that it is comparable with', () => {
  const guessing = (dataset: typeof bits) =>
    sweepCharts('task', rows, dataset)['loss-by-length']!.series.find(({ reference }) => reference)?.points;
  expect(guessing(numbers)).toEqual([
    [5, 1 / 6],
    [10, 1 / 6],
  ]);
  expect(guessing(bits)).toBeUndefined();
});
