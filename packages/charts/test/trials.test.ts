import { describe, expect, it } from 'vitest';
import { learningCurves, readRun, runCharts, trialsOf, trialTable } from '../src/index.js';
import { record } from './record.js';
import { bits } from './sequences.js';

/** Two rates of two epochs each, of 10 steps. */
const tried = { rates: [0.01, 0.001], steps: 20 };
const history = [1, 2, 3, 4].map((epoch) => ({
  epoch,
  step: 10 * epoch,
  learningRate: epoch < 3 ? 0.01 : 0.001,
  loss: 1 / epoch,
  gradientNorm: 1,
  accuracy: 0.5,
  validationLoss: 2 / epoch,
  validationAccuracy: epoch / 10,
}));

describe('a run that tries several learning rates', () => {
  it('has a history for each, its epochs counted from 1', () => {
    expect(
      trialsOf({ history }, tried).map(({ rate, history }) => [rate, history.map(({ epoch }) => epoch)]),
    ).toEqual([
      [0.01, [1, 2]],
      [0.001, [1, 2]],
    ]);
  });

  it('leaves out rates that it has not come to', () => {
    expect(trialsOf({ history: history.slice(0, 2) }, tried)).toHaveLength(1);
  });

  it('is drawn with a line for each, from the first step on', () => {
    const { loss } = runCharts({ name: 'parity', dataset: bits }, 'rnn', { history }, tried);
    expect(loss!.series.map(({ name, points }) => [name, points.map(([x]) => x)])).toEqual([
      ['rate 0.01, training', [10, 20]],
      ['rate 0.001, training', [10, 20]],
      ['rate 0.01, validation', [10, 20]],
      ['rate 0.001, validation', [10, 20]],
    ]);
  });

  it('has the steps of each on the curve of each', () => {
    const points = [10, 20, 30].map((step) => ({ step, loss: 1 / step, gradientNorm: 1 }));
    const trials = trialsOf({ history, curve: { every: 10, points } }, tried);
    expect(trials.map(({ curve }) => curve!.points.map(({ step, loss }) => [step, loss]))).toEqual([
      [
        [10, 1 / 10],
        [20, 1 / 20],
      ],
      [[10, 1 / 30]],
    ]);
  });

  it('is drawn so in a report, too', () => {
    const run = record('parity', { settings: { learningRate: tried.rates } });
    const [loss] = learningCurves([
      readRun({ ...run, history, plan: { steps: 20, stepsPerEpoch: 10 } }, bits),
    ]);
    expect(loss!.title).toBe('Loss, training');
    expect(loss!.series.map(({ name }) => name)).toEqual(['rnn, rate 0.01', 'rnn, rate 0.001']);
  });

  it('is told in a table: epochs and the best of each rate', () => {
    expect(trialTable(trialsOf({ history }, tried))).toEqual({
      head: ['learning rate', 'epochs', 'best validation accuracy', 'in epoch'],
      rows: [
        ['0.01', '2', '20.0 %', '2'],
        ['0.001', '2', '40.0 %', '2'],
      ],
    });
  });
});
