import { describe, expect, it } from 'vitest';
import { sweepCharts } from '../src/index.js';
import { numbers } from './sequences.js';

describe("a sweep's charts", () => {
  const runs = ['sgd', 'adam'].flatMap((optimizer) =>
    [1, 2].map((seed) => ({
      point: { cell: 'rnn' as const, seed, length: 10, optimizer },
      steps: 40,
      loss: 1,
      history: [20, 40].map((step) => ({ epoch: step / 20, step, loss: seed + 10 / step })),
    })),
  );

  it('of one length are the loss by step, a line for each optimizer with the spread of its seeds', () => {
    const charts = sweepCharts('palindrome', runs, numbers);
    expect(Object.keys(charts)).toEqual(['loss-by-step']);
    const { series, xLabel } = charts['loss-by-step']!;
    expect(xLabel).toBe('training step');
    expect(series.map(({ name }) => name)).toEqual(['rnn, sgd', 'rnn, adam']);
    expect(series[0]).toMatchObject({
      points: [
        [20, 2],
        [40, 1.75],
      ],
      band: [
        [20, 1.5, 2.5],
        [40, 1.25, 2.25],
      ],
    });
  });

  it('over lengths name what is counted', () => {
    const byLength = [5, 10].map((length) => ({ ...runs[0]!, point: { ...runs[0]!.point, length } }));
    const digits = { ...numbers, lengthIn: 'digits in the palindrome' };
    const { 'loss-by-length': chart } = sweepCharts('palindrome', byLength, digits);
    expect(chart!.xLabel).toBe('length (digits in the palindrome)');
  });
});
