import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { binaryAddition, createRng, palindrome } from '../src/index.js';
import { labelledDataset, tensorDataset, toTensors } from '../src/tfjs.js';

beforeAll(() => tf.setBackend('cpu'));

describe('toTensors', () => {
  it('keeps numbers, shapes and types, classes as int32', async () => {
    const batch = palindrome({ length: 5 }).batch(createRng(1), 3);
    const { inputs, targets, mask } = toTensors(batch);
    expect([inputs.shape, inputs.dtype, targets.shape, targets.dtype]).toEqual([
      [3, 4, 10],
      'float32',
      [3],
      'int32',
    ]);
    expect(await inputs.data()).toEqual(batch.inputs.data);
    expect(await targets.data()).toEqual(batch.targets.data);
    expect(mask).toBeUndefined();
    tf.dispose([inputs, targets]);
  });

  it('hands over the mask where there is one', async () => {
    const batch = binaryAddition({ maxDigits: 4 }).batch(createRng(1), 6);
    const tensors = toTensors(batch);
    expect(tensors.targets.dtype).toBe('float32');
    expect(await tensors.mask!.data()).toEqual(batch.mask.data);
    tf.dispose(tensors);
  });
});

describe('tensorDataset', () => {
  const options = { batchSize: 4, batchesPerEpoch: 3 };

  it('iterates over as many batches as asked, new ones in each epoch, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const examples = tensorDataset(palindrome({ length: 6 }), { ...options, rng: createRng(2) });
    const rng = createRng(2);
    for (let epoch = 0; epoch < 2; epoch++) {
      const iterator = await examples.iterator();
      for (let i = 0; i < 3; i++) {
        const { value } = await iterator.next();
        expect(await value.inputs.data()).toEqual(palindrome({ length: 6 }).batch(rng, 4).inputs.data);
        tf.dispose(value);
      }
      expect((await iterator.next()).done).toBe(true);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('feeds tf.layers through fitDataset, and leaks no tensor', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.simpleRNN({ units: 8, inputShape: [3, 10] }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    const examples = labelledDataset(palindrome({ length: 4 }), { ...options, rng: createRng(3) });
    await model.fitDataset(examples, { epochs: 1, verbose: 0 });
    const before = tf.memory().numTensors;
    const { history } = await model.fitDataset(examples, { epochs: 2, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuses a mask where fitDataset would ignore it', async () => {
    const examples = labelledDataset(binaryAddition({ maxDigits: 4 }), { ...options, rng: createRng(3) });
    const iterator = await examples.iterator();
    await expect(iterator.next()).rejects.toThrow(
      'labelledDataset: binary-addition says by a mask which steps are scored',
    );
  });

  it('refuses sizes that are not positive integers', () => {
    const dataset = palindrome({ length: 6 });
    expect(() => tensorDataset(dataset, { ...options, rng: createRng(1), batchSize: 0 })).toThrow(RangeError);
    expect(() => tensorDataset(dataset, { ...options, rng: createRng(1), batchesPerEpoch: 0.5 })).toThrow(
      'tensorDataset: batchesPerEpoch must be an integer of at least 1, received 0.5',
    );
  });
});
