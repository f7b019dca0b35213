import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { lastStep, readout, ShapeError } from '../src/index.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, seeded } from './numbers.js';

onEveryBackend('the readout', () => {
  const head = readout({ hiddenSize: 3, outputSize: 2 });

  test('of the last step is the last step of the readout of every step', async () => {
    const params = head.init(seeded(1));
    const hidden = tf.randomNormal<tf.Rank.R3>([4, 5, 3]);
    const every = head.apply(params, hidden);
    expect(every.shape).toEqual([4, 5, 2]);
    expect(await largestDifference(head.apply(params, lastStep(hidden)), lastStep(every))).toBe(0);
  });

  test('has the gradients of tfjs', async () => {
    const { kernel } = head.init(seeded(1));
    const bias = tf.tensor1d([0.5, -1]);
    const hidden = tf.randomNormal<tf.Rank.R3>([4, 5, 3]);
    const ours = tf.grads((x, V, b) =>
      tf.sum(tf.square(head.apply({ kernel: V as tf.Tensor2D, bias: b as tf.Tensor1D }, x as tf.Tensor3D))),
    );
    const theirs = tf.grads((x, V, b) => tf.sum(tf.square(tf.add(tf.matMul(tf.reshape(x, [20, 3]), V), b))));
    const expected = theirs([hidden, kernel, bias]);
    for (const [index, gradient] of ours([hidden, kernel, bias]).entries()) {
      expect(await largestDifference(gradient, expected[index]!)).toBeLessThan(1e-5);
    }
  });

  test('refuses states of another size', () => {
    expect(() => head.apply(head.init(seeded(1)), tf.zeros<tf.Rank.R2>([4, 5]))).toThrow(ShapeError);
    expect(() => head.apply(head.init(seeded(1)), tf.zeros<tf.Rank.R2>([4, 5]))).toThrow(
      'readout: hidden must have shape [batch, 3], received [4, 5]',
    );
  });
});
