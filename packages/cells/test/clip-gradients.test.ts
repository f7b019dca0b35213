import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { clipByGlobalNorm, clipByNorm, clipByValue } from '../src/index.js';
import { onEveryBackend } from './backends.js';

onEveryBackend('clipping', () => {
  const gradients = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[-4]]) });

  test('by value bounds every entry', async () => {
    const { a, b } = clipByValue(gradients(), 2);
    expect([...(await a.data()), ...(await b.data())]).toEqual([2, 0, -2]);
  });

  test('by norm bounds each tensor and leaves small ones alone', async () => {
    const { a, b } = clipByNorm(gradients(), 3.5);
    expect(await a.data()).toEqual(Float32Array.of(3, 0));
    expect((await b.data())[0]).toBeCloseTo(-3.5, 5);
  });

  test('by global norm scales all tensors alike and reports the norm before', async () => {
    const { gradients: clipped, norm } = clipByGlobalNorm(gradients(), 1);
    expect((await norm.data())[0]).toBeCloseTo(5, 5);
    expect((await clipped.a.data())[0]).toBeCloseTo(0.6, 5);
    expect((await clipped.b.data())[0]).toBeCloseTo(-0.8, 5);
  });

  test('by global norm changes nothing within the limit, nor at zero', async () => {
    expect(await clipByGlobalNorm(gradients(), 5).gradients.a.data()).toEqual(Float32Array.of(3, 0));
    expect(await clipByGlobalNorm({ a: tf.zeros([2]) }, 5).gradients.a.data()).toEqual(Float32Array.of(0, 0));
  });

  test('leaves the given gradients to their owner and no tensor behind', () => {
    const given = gradients();
    const before = tf.memory().numTensors;
    const { gradients: clipped, norm } = clipByGlobalNorm(given, 1);
    tf.dispose([clipped.a, clipped.b, norm]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses a limit that is not positive', () => {
    expect(() => clipByNorm(gradients(), 0)).toThrow(
      'clipByNorm: limit must be a positive number, received 0',
    );
  });
});
