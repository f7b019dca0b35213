import { describe, expect, it } from 'vitest';
import { type Answer, answersInLines, describeResult } from '../src/index.js';
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

  it('say of answers what was asked, in one line where it is short, else in a line each', () => {
    const to = (inputs: readonly string[], output: string, truth: string): Answer => ({
      inputs,
      image: false,
      batch: {
        inputs: { data: new Float32Array(1), shape: [1, 1, 1] },
        targets: { data: new Float32Array(1), shape: [1, 1] },
      },
      prediction: { output, truth, predicted: output, expected: truth },
    });
    const answers = (...given: Answer[]) =>
      describeResult({ ...job.task, dataset: bits }, 'rnn', result!, { asked: answersInLines(given) })
        .join('\n')
        .match(/^ {2}answers {3}.*(\n {12}.*)*/m)?.[0];
    const long = to(['0101101', '0000101011'], '1000', '1001');
    expect(answers(to(['101'], '1', '1'), to(['100'], '0', '1'))).toBe(
      '  answers   101 → 1, 100 → 0 (not 1)',
    );
    expect(answers(to(['101'], '1', '1'), long)).toBe(
      '  answers   101 → 1\n            0101101 + 0000101011 → 1000 (not 1001)',
    );
    expect(answers(to(['1'.repeat(41)], '1', '1'))).toBeUndefined();
  });

  it('say nothing of it where none was, or none can be told from others', () => {
    expect(said(0).join()).not.toContain('training, too');
    expect(said().join()).not.toContain('training, too');
  });
});
