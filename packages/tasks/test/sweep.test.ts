import { describe, expect, it } from 'vitest';
import { jobAt, runName, summarizeSweep, sweepGrid } from '../src/index.js';

describe('sweepGrid', () => {
  it('has every combination once, whole curves of one seed first', () => {
    const grid = sweepGrid({
      cells: ['rnn', 'lstm'],
      seeds: [1, 2],
      values: { optimizer: ['adam', 'sgd'], learningRate: [], length: [5, 10] },
    });
    expect(grid).toHaveLength(16);
    expect(new Set(grid.map((point) => JSON.stringify(point))).size).toBe(16);
    expect(grid.slice(0, 8).every(({ seed }) => seed === 1)).toBe(true);
    expect(grid[0]).toEqual({ cell: 'rnn', seed: 1, optimizer: 'adam', length: 5 });
  });
});

describe('summarizeSweep', () => {
  it('gives mean and extremes over the seeds', () => {
    const point = { cell: 'rnn', length: 5, seed: 1 } as const;
    const groups = summarizeSweep([
      { point, loss: 1, accuracy: 0.5, steps: 100 },
      { point: { ...point, seed: 2 }, loss: 1, accuracy: 1, steps: 50 },
      { point: { ...point, length: 10 }, loss: 1, accuracy: 0.1, steps: 100 },
    ]);
    expect(groups).toMatchObject([
      {
        point: { length: 5 },
        seeds: [1, 2],
        accuracy: { mean: 0.75, min: 0.5, max: 1 },
        steps: { mean: 75 },
      },
      { point: { length: 10 }, seeds: [1], accuracy: { mean: 0.1 } },
    ]);
  });

  it('has no accuracy where there is none', () => {
    const [group] = summarizeSweep([{ point: { cell: 'lstm', seed: 1 }, loss: 0.2, steps: 3 }]);
    expect(group).not.toHaveProperty('accuracy');
  });
});

describe('jobAt', () => {
  const plan = { task: 'palindrome', options: { base: 4 }, shared: { forgetBias: 2, hiddenSize: 9 } };

  it('gives options to the task, and settings to the models that have them', () => {
    const lstm = jobAt(plan, { cell: 'lstm', seed: 7, length: 6, learningRate: 0.5, optimizer: 'sgd' });
    expect(lstm).toMatchObject({
      task: { options: { base: 4, length: 6 } },
      model: { kind: 'lstm', forgetBias: 2, hiddenSize: 9 },
      optimizer: { kind: 'sgd', learningRate: 0.5 },
      seed: 7,
    });
    expect(jobAt(plan, { cell: 'rnn', seed: 7 }).model).not.toHaveProperty('forgetBias');
  });

  it('of points with other values have other names', () => {
    expect(runName({ cell: 'lstm', seed: 1, length: 20 })).toBe('lstm-length20-seed1');
    expect(runName({ cell: 'rnn', seed: 2, optimizer: 'sgd', learningRate: 0.1, hiddenSize: 8 })).toBe(
      'rnn-sgd-hiddenSize8-rate0.1-seed2',
    );
  });
});
