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

  it('say nothing of it where none was, or none can be told from others', () => {
    expect(said(0).join()).not.toContain('training, too');
    expect(said().join()).not.toContain('training, too');
  });
});
