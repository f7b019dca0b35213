import { describe, expect, it } from 'vitest';
import { compare, labels } from '../src/runs/configuration.js';
import { configurationOf } from '../src/runs/run.js';
import { record } from './record.js';

describe('labels', () => {
  const run = (changes: object) => ({
    configuration: new Map(Object.entries({ cell: 'lstm', length: '5', ...changes })),
  });

  it('tell what differs and nothing that follows from it', () => {
    const runs = [
      run({ cell: 'rnn', 'learning rate': '0.001', seed: '1' }),
      run({ cell: 'lstm', 'learning rate': '0.003', seed: '1' }),
      run({ cell: 'lstm', 'learning rate': '0.003', seed: '2' }),
    ];
    expect(labels(runs)).toEqual(['rnn, seed 1', 'lstm, seed 1', 'lstm, seed 2']);
    expect(labels(runs, { apart: ['seed'] })).toEqual(['rnn', 'lstm', 'lstm']);
  });

  it('leave out what an axis tells and what goes with it', () => {
    const runs = ['5', '10'].map((length) => run({ length, chrono: length }));
    expect(labels(runs)).toEqual(['lstm, length 5', 'lstm, length 10']);
    expect(labels(runs, { given: ['length'] })).toEqual(['lstm', 'lstm']);
  });

  it('name the cell where nothing differs', () => {
    expect(labels([run({}), run({})])).toEqual(['lstm', 'lstm']);
  });

  it('compare splits the names into those that differ and those that are shared', () => {
    const { differing, shared } = compare([record('parity'), record('adding-problem')].map(configurationOf));
    expect(differing).toEqual(expect.arrayContaining(['task', 'layers']));
    expect(shared).toEqual(expect.arrayContaining(['cell', 'hidden size', 'seed']));
    expect(shared.filter((name) => differing.includes(name))).toEqual([]);
  });
});
