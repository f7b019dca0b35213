import * as tf from '@tensorflow/tfjs';
import { createRng, palindrome, parity } from '@unrolled/datasets';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  crossEntropy,
  fit,
  gruCell,
  leavesOf,
  lstmCell,
  rnnCell,
  sequenceModel,
  squaredError,
} from '../src/index.js';
import { randomTensor, seeded } from './numbers.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const x = () => randomTensor<tf.Rank.R3>(seeded(2), [40, 6, 1]);
const signs = (inputs: tf.Tensor3D) => tf.cast(tf.greater(tf.sum(inputs, [1, 2]), 0), 'int32');
const model = sequenceModel({ cell: gruCell({ inputSize: 1, hiddenSize: 8 }), outputSize: 2 });

describe('fit', () => {
  test('learns classes from tensors', async () => {
    const inputs = x();
    const optimizer = adam({ learningRate: 0.02 });
    const { params, losses } = await fit(
      model,
      { inputs, targets: signs(inputs) },
      { optimizer, epochs: 30, batchSize: 16, rng: seeded(1) },
    );
    expect(losses).toHaveLength(30);
    const right = tf.equal(tf.argMax(model.apply(params, inputs), 1), signs(inputs));
    expect(tf.mean(tf.cast(right, 'float32')).dataSync()[0]).toBeGreaterThan(0.9);
  });

  test('learns from a data set as it is, at every step or at the last', async () => {
    const options = { epochs: 2, stepsPerEpoch: 20, rng: createRng(1) };
    const lstm = sequenceModel({ cell: lstmCell({ inputSize: 10, hiddenSize: 16 }), outputSize: 10 });
    const last = await fit(lstm, palindrome({ length: 4 }), {
      ...options,
      optimizer: adam({ learningRate: 0.02 }),
    });
    expect(last.losses[1]).toBeLessThan(last.losses[0]!);
    const rnn = sequenceModel({
      cell: rnnCell({ inputSize: 1, hiddenSize: 8 }),
      outputSize: 1,
      everyStep: true,
    });
    const every = await fit(rnn, parity({ length: 3 }), options);
    expect(every.losses[0]).toBeLessThan(1); // nats of a binary digit
  });

  test('gives the same bits for the same draws, and goes on from parameters that it leaves alone', async () => {
    const data = { inputs: x(), targets: signs(x()) };
    const run = () => fit(model, data, { epochs: 2, rng: seeded(5) });
    const [first, second] = [await run(), await run()];
    expect(second.losses).toEqual(first.losses);
    const { params } = first;
    const more = await fit(model, data, { params, epochs: 1, rng: seeded(6) });
    expect(more.losses[0]).toBeLessThan(first.losses[0]!);
    expect(leavesOf(params).every((leaf) => !leaf.isDisposed)).toBe(true);
  });

  test('reads no padding where lengths are given', async () => {
    const inputs = x();
    const padded = tf.concat([inputs, tf.fill([40, 2, 1], Number.NaN)], 1) as tf.Tensor3D;
    const targets = signs(inputs);
    const lengths = Array.from({ length: 40 }, () => 6);
    const options = () => ({ epochs: 2, rng: seeded(1) });
    const plain = await fit(model, { inputs, targets }, options());
    expect((await fit(model, { inputs: padded, targets, lengths }, options())).losses).toEqual(plain.losses);
  });

  test('scores only the steps of the mask', async () => {
    const cell = rnnCell({ inputSize: 1, hiddenSize: 4 });
    const every = sequenceModel({ cell, outputSize: 1, everyStep: true });
    const inputs = x();
    const mask = tf.concat([tf.ones([40, 3]), tf.zeros([40, 3])], 1) as tf.Tensor2D;
    const wild = tf.where(tf.cast(tf.expandDims(mask, 2), 'bool'), inputs, tf.fill([40, 6, 1], 1e6));
    const options = () => ({ epochs: 1, rng: seeded(1) });
    const { losses } = await fit(every, { inputs, targets: wild, mask }, options());
    expect((await fit(every, { inputs, targets: inputs, mask }, options())).losses).toEqual(losses);
  });

  test('leaves nothing behind but the parameters', async () => {
    const data = { inputs: x(), targets: signs(x()) };
    await fit(model, data, { epochs: 1 });
    const before = tf.memory().numTensors;
    const { params } = await fit(model, data, { epochs: 2 });
    expect(tf.memory().numTensors - before).toBe(leavesOf(params).length);
  });

  test('stops when told to, and tells of every epoch', async () => {
    const stop = new AbortController();
    const epochs: number[] = [];
    const onEpoch = ({ epoch }: { epoch: number }) => {
      epochs.push(epoch);
      if (epoch === 2) stop.abort();
    };
    const { losses } = await fit(
      model,
      { inputs: x(), targets: signs(x()) },
      { onEpoch, signal: stop.signal },
    );
    expect([epochs, losses.length]).toEqual([[1, 2], 2]);
  });

  test('refuses what does not fit in one sentence', async () => {
    const data = { inputs: x(), targets: signs(x()) };
    await expect(fit(model, data, { epoch: 3 } as never)).rejects.toThrow(
      /^fit: epoch is not one of its options params, /,
    );
    await expect(fit(model, data, { epochs: 0 })).rejects.toThrow('fit: epochs must be a positive integer');
    await expect(fit(model, { inputs: [[1]], targets: signs(x()) } as never)).rejects.toThrow(
      'fit: inputs must be a tensor, received an array',
    );
    const targets = tf.zeros([3], 'int32');
    await expect(fit(model, { ...data, targets })).rejects.toThrow('fit: targets must have shape [40]');
    await expect(fit(model, { ...data, lengths: [1] })).rejects.toThrow('a length for each of 40 examples');
    await expect(
      fit(model, data, { loss: (logits) => tf.mul(tf.sum(logits), Number.NaN) as tf.Scalar }),
    ).rejects.toThrow('fit: the loss is NaN at step 1; try a smaller learning rate');
  });
});

test('losses are what their equations say, over the steps of the mask', () => {
  const logits = tf.tensor3d([
    [
      [0, 0],
      [5, 5],
    ],
  ]);
  const mask = tf.tensor2d([[1, 0]]);
  expect(crossEntropy(logits, tf.tensor2d([[1, 0]], [1, 2], 'int32'), mask).dataSync()[0]).toBeCloseTo(
    Math.LN2,
    6,
  );
  expect(squaredError(tf.tensor1d([1, 2]), tf.tensor1d([0, 4])).dataSync()[0]).toBe(2.5);
});
