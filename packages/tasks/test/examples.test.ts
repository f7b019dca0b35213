import { createRng, mnistRows, palindrome } from '@unrolled/datasets';
import { describe, expect, it } from 'vitest';
import { endlessExamples, finiteExamples } from '../src/spec/examples.js';
import { tinyMnist } from './tiny-mnist.js';

describe('endless examples', () => {
  const examples = endlessExamples(palindrome({ length: 6 }));

  it('are the same for the same seed and step, others for another', () => {
    expect(examples.trainingBatch(1, 7, 5)).toEqual(examples.trainingBatch(1, 7, 5));
    expect(examples.trainingBatch(1, 8, 5)).not.toEqual(examples.trainingBatch(1, 7, 5));
    expect(examples.trainingBatch(2, 7, 5)).not.toEqual(examples.trainingBatch(1, 7, 5));
  });

  it('hold out as many as asked, in batches, each split its own', () => {
    const sizes = [...examples.heldOut('test', 1, 1200)].map(({ inputs }) => inputs.shape[0]);
    expect(sizes).toEqual([500, 500, 200]);
    const [validation] = examples.heldOut('validation', 1, 50);
    const [test] = examples.heldOut('test', 1, 50);
    expect(validation).not.toEqual(test);
  });
});

describe('finite examples', () => {
  const splits = mnistRows(tinyMnist(createRng(1), 30, 12), { validation: 7 });
  const examples = finiteExamples(splits);
  const epochOf = (epoch: number) =>
    [0, 1, 2, 3, 4, 5].map((step) => examples.trainingBatch(1, 6 * epoch + step, 4));

  it('come once an epoch, the last batch smaller, in another order the next time', () => {
    expect(examples.trainingCount).toBe(23);
    const [first, second] = [epochOf(0), epochOf(1)];
    expect(first.map(({ inputs }) => inputs.shape[0])).toEqual([4, 4, 4, 4, 4, 3]);
    const images = (epoch: typeof first) =>
      epoch.flatMap(({ inputs: { data, shape } }) =>
        Array.from({ length: shape[0]! }, (_, i) => data.subarray(i * 784, (i + 1) * 784).join()),
      );
    expect(new Set(images(first)).size).toBe(23);
    expect(images(second)).not.toEqual(images(first));
    expect(images(second).sort()).toEqual(images(first).sort());
  });

  it('do not depend on which batches were drawn before', () => {
    const late = examples.trainingBatch(1, 9, 4);
    examples.trainingBatch(1, 0, 4);
    expect(examples.trainingBatch(1, 9, 4)).toEqual(late);
  });

  it('give the whole test set as what is fresh', () => {
    const count = [...examples.heldOut('fresh', 5)].reduce((sum, { inputs }) => sum + inputs.shape[0]!, 0);
    expect(count).toBe(12);
  });
});
