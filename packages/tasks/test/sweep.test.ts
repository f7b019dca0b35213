import { describe, expect, it } from 'vitest';
import { summarizeSweep, sweepGrid } from '../src/index.js';

describe('sweepGrid', () => {
  it('has every combination once, whole curves of one seed first', () => {
    const grid = sweepGrid({
      cells: ['rnn', 'lstm'],
      lengths: [5, 10],
      seeds: [1, 2],
      learningRates: [],
      optimizers: ['adam', 'sgd'],
    });
    expect(grid).toHaveLength(16);
    expect(new Set(grid.map((point) => JSON.stringify(point))).size).toBe(16);
    expect(grid.slice(0, 8).every(({ seed }) => seed === 1)).toBe(true);
    expect(grid[0]).toEqual({ cell: 'rnn', seed: 1, optimizer: 'adam', length: 5 });
  });
});

describe('summarizeSweep', () => {
  it('gives mean and extremes over the seeds', () => {
    const row = { cell: 'rnn', length: 5, loss: 1 } as const;
    const groups = summarizeSweep([
      { ...row, seed: 1, accuracy: 0.5, steps: 100 },
      { ...row, seed: 2, accuracy: 1, steps: 50 },
      { ...row, seed: 1, length: 10, accuracy: 0.1, steps: 100 },
    ]);
    expect(groups).toMatchObject([
      { length: 5, seeds: [1, 2], accuracy: { mean: 0.75, min: 0.5, max: 1 }, steps: { mean: 75 } },
      { length: 10, seeds: [1], accuracy: { mean: 0.1 } },
    ]);
  });

  it('has no accuracy where there is none', () => {
    const [group] = summarizeSweep([{ cell: 'lstm', seed: 1, loss: 0.2, steps: 3 }]);
    expect(group).not.toHaveProperty('accuracy');
  });
});
