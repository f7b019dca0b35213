import { expect, it } from 'vitest';
import { learningCurves, readRun, runCharts, sweepCharts } from '../src/index.js';
import { record } from './record.js';
import { bits } from './sequences.js';

const point = (step: number, loss: number) => ({ step, loss, accuracy: 0.5, gradientNorm: 1 });
const { history } = record('parity');

it('training is drawn step by step where its curve is recorded, validation where an epoch ended', () => {
  const curve = { every: 5, points: [5, 10, 15, 20].map((step) => point(step, 1 / step)) };
  const { loss, accuracy } = runCharts({ name: 'parity', dataset: bits }, 'rnn', { history, curve });
  expect(loss!.xLabel).toBe('training step (10 an epoch)');
  expect(loss!.series).toMatchObject([
    { name: 'training', points: curve.points.map(({ step, loss }) => [step, loss]) },
    { name: 'validation', points: history.map(({ step, validationLoss }) => [step, validationLoss]) },
  ]);
  expect(accuracy!.series.find(({ name }) => name === 'training')!.points[0]).toEqual([5, 50]);
});

it('the one epoch of a short run has a curve of many points', () => {
  const curve = { every: 1, points: Array.from({ length: 40 }, (_, i) => point(i + 1, 2 - i / 40)) };
  const { loss } = runCharts({ name: 'parity', dataset: bits }, 'rnn', {
    history: history.slice(0, 1),
    curve,
  });
  expect(loss!.series[0]!.points).toHaveLength(40);
  expect(loss!.xLabel).toBe('training step');
});

it('runs whose curves have points of different lengths meet at the steps of the longer', () => {
  const runs = [
    { every: 1, points: [1, 2, 3, 4].map((step) => point(step, step)) },
    { every: 2, points: [2, 4].map((step) => point(step, 10)) },
  ].map((curve, i) => ({ ...record('parity', { seed: i + 1 }), curve }));
  const [loss] = learningCurves(runs.map((run) => readRun(run, bits)));
  expect(loss!.series[0]).toMatchObject({
    points: [
      [2, (1.5 + 10) / 2],
      [4, (3.5 + 10) / 2],
    ],
    band: [
      [2, 1.5, 10],
      [4, 3.5, 10],
    ],
  });
  const rows = runs.map(({ curve, history, job }) => ({
    point: { cell: 'rnn' as const, seed: job.seed },
    steps: 20,
    loss: 0,
    history,
    curve,
  }));
  expect(sweepCharts('parity', rows, bits)['loss-by-step']!.series[0]!.points).toEqual(
    loss!.series[0]!.points,
  );
});

it('a run of before, which has no curve, is drawn epoch by epoch', () => {
  const [loss] = learningCurves([readRun(record('parity'), bits)]);
  expect(loss!.xLabel).toBe('training step (10 an epoch)');
  expect(loss!.series[0]!.points).toEqual(history.map(({ step, loss }) => [step, loss]));
});
