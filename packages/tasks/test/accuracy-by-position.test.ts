import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { accuracyByPosition, createTask, evaluateRun, initialWeights, planJob } from '../src/index.js';

describe('accuracy by position', async () => {
  beforeAll(() => tf.setBackend('cpu'));
  const setting = async (feedback: 'none' | 'teacher-forcing') => {
    const options = { length: 4, shortest: 4, scheme: 'encoder-decoder' };
    const task = await createTask('binary-addition', options);
    const { model } = planJob('binary-addition', options, { settings: { hiddenSize: 8, feedback } });
    return [task, model, await initialWeights(task, model, 1)] as const;
  };

  it('has the accuracy as its mean where every position is scored as often', async () => {
    const [task, model, weights] = await setting('teacher-forcing');
    for (const feedback of ['free-running', 'teacher-forcing'] as const) {
      const asked = { examples: 200, feedback };
      const shares = (await accuracyByPosition(task, model, weights, asked))!;
      const { accuracy } = await evaluateRun(task, model, weights, asked);
      expect(shares).toHaveLength(5);
      expect(shares.reduce((sum, share) => sum + share, 0) / 5).toBeCloseTo(accuracy!, 6);
    }
  });

  it('is the same at the first position however the decoder is fed, and not behind it', async () => {
    const [task, model, weights] = await setting('teacher-forcing');
    const [free, forced] = [
      await accuracyByPosition(task, model, weights, { feedback: 'free-running' }),
      await accuracyByPosition(task, model, weights, { feedback: 'teacher-forcing' }),
    ];
    expect(free![0]).toBe(forced![0]);
    expect(free!.slice(1)).not.toEqual(forced!.slice(1));
  });

  it('leaves no tensor behind', async () => {
    const [task, model, weights] = await setting('none');
    const before = tf.memory().numTensors;
    await accuracyByPosition(task, model, weights, { examples: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses teacher forcing for a decoder that reads no output, and has none where one answer is due', async () => {
    const [task, model, weights] = await setting('none');
    const forced = { feedback: 'teacher-forcing' } as const;
    await expect(accuracyByPosition(task, model, weights, forced)).rejects.toThrow(
      new RangeError('evaluateRun: teacher forcing needs a run that was trained with --feedback'),
    );
    await expect(evaluateRun(task, model, weights, forced)).rejects.toThrow(RangeError);
    const palindrome = await createTask('palindrome');
    const { model: rnn } = planJob('palindrome', {}, { model: 'rnn', settings: { hiddenSize: 4 } });
    const fresh = await initialWeights(palindrome, rnn, 1);
    expect(await accuracyByPosition(palindrome, rnn, fresh)).toBeUndefined();
  });
});
