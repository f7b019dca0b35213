import { createRng, mnistRows, palindrome, type SequenceBatch } from '@unrolled/datasets';
import { describe, expect, it } from 'vitest';
import { createTask } from '../src/spec/catalogue.js';
import { type Examples, endlessExamples, finiteExamples } from '../src/spec/examples.js';
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

const rowsOf = ({ inputs, mask }: SequenceBatch) =>
  Array.from({ length: inputs.shape[0]! }, (_, i) =>
    [inputs, ...(mask ? [mask] : [])]
      .map(({ data, shape }) =>
        data.subarray((i * data.length) / shape[0]!, ((i + 1) * data.length) / shape[0]!),
      )
      .join(),
  );

describe('held-out examples', () => {
  const splits = ['validation', 'test', 'fresh'] as const;
  const trained = (examples: Examples, steps: number) =>
    new Set(Array.from({ length: steps }, (_, step) => rowsOf(examples.trainingBatch(1, step, 128))).flat());

  it.each([
    ['palindrome', { length: 5 }],
    ['parity', { length: 12 }],
    ['sequence-equality', { length: 6 }],
    ['alternating-sum', { length: 2, max: 20 }],
    ['binary-addition', { length: 6, shortest: 5 }],
    ['binary-addition', { length: 8, shortest: 4, scheme: 'encoder-decoder', padding: 'behind' }],
  ])('of %s are none that is trained on, and none of another split', async (name, options) => {
    const { examples } = await createTask(name, options);
    const seen = trained(examples, 40);
    for (const split of splits) {
      const rows = [...examples.heldOut(split, 1, 500)].flatMap(rowsOf);
      expect(rows.filter((row) => seen.has(row))).toEqual([]);
      for (const row of rows) seen.add(row);
    }
    expect(examples.shareSeen!(1, 40, 128)).toBe(0);
  });

  it('drawn as the exercise does have been seen: the share is counted', async () => {
    const { examples } = await createTask('palindrome', { length: 5, sampling: 'independent' });
    const seen = trained(examples, 40);
    const rows = [...examples.heldOut('test', 1)].flatMap(rowsOf);
    const share = rows.filter((row) => seen.has(row)).length / rows.length;
    expect(share).toBeGreaterThan(0.98);
    expect(examples.shareSeen!(1, 40, 128)).toBe(share);
    expect(examples.shareSeen!(1, 0, 128)).toBe(0);
  });

  it('of too few to hold any out have been seen, and so have 1s alone of a running AND', async () => {
    const tiny = await createTask('palindrome', { length: 2 });
    expect(tiny.examples.shareSeen!(1, 100, 128)).toBe(1);
    const { examples } = await createTask('running-and', { length: 12 });
    expect(examples.shareSeen!(1, 100, 128)).toBeCloseTo(0.625, 1);
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
