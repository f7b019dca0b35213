import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { registerKernels } from '../src/index.js';

beforeAll(async () => {
  await registerKernels();
});

/** A shape of rank 1 to 4 with a part of it: per axis the length, where the part begins and how long it is. */
const parts = fc.array(
  fc
    .integer({ min: 1, max: 6 })
    .chain((length) =>
      fc
        .integer({ min: 0, max: length - 1 })
        .chain((begin) =>
          fc.integer({ min: 1, max: length - begin }).map((size) => ({ length, begin, size })),
        ),
    ),
  { minLength: 1, maxLength: 4 },
);

it.each([
  ['cpu', 'float32'],
  ['cpu', 'int32'],
  ['wasm', 'float32'],
  ['wasm', 'int32'],
] as const)('on %s slices %s at every place and rank', async (backendName, dtype) => {
  await tf.setBackend(backendName);
  fc.assert(
    fc.property(parts, (axes) => {
      tf.tidy(() => {
        const shape = axes.map(({ length }) => length);
        const count = shape.reduce((a, b) => a * b, 1);
        const x = tf.reshape(tf.range(0, count, 1, dtype), shape);
        const begins = axes.map(({ begin }) => begin);
        const sizes = axes.map(({ size }) => size);
        // The number at an index is the index itself, counted row by row.
        const expected = axes.reduce<number[]>(
          (indices, { length, begin, size }) =>
            indices.flatMap((index) => Array.from({ length: size }, (_, i) => index * length + begin + i)),
          [0],
        );
        const part = tf.slice(x, begins, sizes);
        expect(part.shape).toEqual(sizes);
        expect(part.dtype).toBe(dtype);
        expect([...part.dataSync()]).toEqual(expected);
      });
    }),
  );
});

it('refuses a slice outside the tensor', () => {
  expect(() => tf.slice(tf.zeros([2, 3]), [0, 2], [2, 2])).toThrow('begin');
});
