import { describe, expect, it } from 'vitest';
import { describeResult } from '../src/index.js';
import { record } from './record.js';
import { bits } from './sequences.js';

describe('the words for a result', () => {
  const { job, result } = record('parity');
  const said = (seenInTraining?: number) =>
    describeResult({ ...job.task, dataset: bits }, 'rnn', {
      ...result!,
      ...(seenInTraining !== undefined && { seenInTraining }),
    });

  it('say what share of the test examples training has shown', () => {
    expect(said(0.625)).toContain('  seen      62.5 % of these examples in training, too');
  });

  it('say the learning rate as it was asked for where several were tried, not as a schedule had it', () => {
    const bestEpoch = { ...result!.bestEpoch!, epoch: 5, step: 41, learningRate: 1.2e-5 };
    const kept = (rates: readonly number[]) =>
      describeResult(
        { ...job.task, dataset: bits },
        'rnn',
        { ...result!, bestEpoch },
        { tried: { rates, steps: 20 } },
      );
    expect(kept([0.1, 0.01, 0.002])).toContain('  kept      epoch 5, at learning rate 0.002');
    expect(kept([0.1])).toContain('  kept      epoch 5');
  });

  it('name an option that is on, and none that is off', () => {
    const options = { validation: 2400, unverified: false, shuffled: true };
    const [headline] = describeResult({ name: 'digits', options, dataset: bits }, 'rnn', result!);
    expect(headline).toBe('digits (validation 2400, shuffled), rnn');
  });

  it('say nothing of it where none was, or none can be told from others', () => {
    expect(said(0).join()).not.toContain('training, too');
    expect(said().join()).not.toContain('training, too');
  });
});
