import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from '../src/index.js';
import { backendsWithKernels, onEveryBackend } from './backends.js';

onEveryBackend('clipping', () => {
  const gradients = () => ({ a: tf.tensor1d([3, 0]), b: tf.tensor2d([[-4]]) });

  test('by value bounds every entry', async () => {
    const { a, b } = clipByValue(2)(gradients());
    expect([...(await a.data()), ...(await b.data())]).toEqual([2, 0, -2]);
  });

  test('by norm bounds each tensor and leaves small ones alone', async () => {
    const { a, b } = clipByNorm(3.5)(gradients());
    expect(await a.data()).toEqual(Float32Array.of(3, 0));
    expect((await b.data())[0]).toBeCloseTo(-3.5, 5);
  });

  test('by global norm scales all tensors alike', async () => {
    const clipped = clipByGlobalNorm(1)(gradients());
    expect((await globalNorm(gradients()).data())[0]).toBeCloseTo(5, 5);
    expect((await clipped.a.data())[0]).toBeCloseTo(0.6, 5);
    expect((await clipped.b.data())[0]).toBeCloseTo(-0.8, 5);
  });

  test('by global norm takes the norm that is handed over', async () => {
    const given = gradients();
    const clipped = clipByGlobalNorm(1)(given, globalNorm(given));
    expect(await clipped.a.data()).toEqual(await clipByGlobalNorm(1)(given).a.data());
    expect((await clipByGlobalNorm(1)(given, tf.scalar(30)).a.data())[0]).toBeCloseTo(0.1, 5);
  });

  test('by global norm changes nothing within the limit, nor at zero', async () => {
    expect(await clipByGlobalNorm(5)(gradients()).a.data()).toEqual(Float32Array.of(3, 0));
    expect(await clipByGlobalNorm(5)({ a: tf.zeros([2]) }).a.data()).toEqual(Float32Array.of(0, 0));
  });

  test.each([clipByValue, clipByNorm, clipByGlobalNorm])(
    '%o leaves the given gradients to their owner and no tensor behind',
    (clip) => {
      const given = { deep: gradients() };
      const before = tf.memory().numTensors;
      tf.dispose(clip(1)(given));
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('refuses a limit that is not positive', () => {
    for (const clip of [clipByValue, clipByNorm, clipByGlobalNorm])
      expect(() => clip(0)).toThrow(`${clip.name}: limit must be a positive number, received 0`);
  });
});

onEveryBackend(
  'clipping any gradient',
  () => {
    const entries = fc.array(fc.float({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 9 });
    const anything = fc.tuple(entries, entries, fc.double({ min: 1e-2, max: 1e3, noNaN: true }));
    const norm = (values: Iterable<number>) => Math.hypot(...values);

    test('keeps within the limit, the direction with it, and is done after once', async () => {
      await fc.assert(
        fc.asyncProperty(anything, async ([first, second, limit]) => {
          const given = { a: tf.tensor1d(first), b: { c: tf.tensor1d(second) } };
          const clip = clipByGlobalNorm(limit);
          const clipped = clip(given);
          const again = clip(clipped);
          const [a, c] = [await clipped.a.data(), await clipped.b.c.data()];
          const [all, before] = [
            [...a, ...c],
            [...first, ...second],
          ];
          expect(norm(all)).toBeLessThanOrEqual(limit * (1 + 1e-5));
          const factor = Math.min(1, limit / (norm(before) || 1));
          all.forEach((value, i) => {
            expect(Math.abs(value - factor * before[i]!)).toBeLessThanOrEqual(1e-5 * limit);
          });
          (await again.a.data()).forEach((value, i) => {
            expect(Math.abs(value - a[i]!)).toBeLessThanOrEqual(1e-6 * limit);
          });
          expect(norm(await clipByNorm(limit)(given).a.data())).toBeLessThanOrEqual(limit * (1 + 1e-5));
          for (const value of await clipByValue(limit)(given).b.c.data())
            expect(Math.abs(value)).toBeLessThanOrEqual(Math.fround(limit));
        }),
        { numRuns: 100 },
      );
    });
  },
  backendsWithKernels,
);
