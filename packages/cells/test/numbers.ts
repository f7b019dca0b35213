import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Rng } from '../src/index.js';

/** A stream of uniform numbers that is the same for every run: mulberry32. */
export function seeded(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Uniform on [−1, 1). */
export function randomTensor<R extends tf.Rank>(rng: Rng, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * rng() - 1),
    shape,
  );
}

/** The largest difference of two tensors relative to the largest number of the second, or to 1e-3 if that is less. */
export async function largestDifference(actual: tf.Tensor, expected: tf.Tensor): Promise<number> {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  let difference = 0;
  let scale = 1e-3;
  for (let k = 0; k < a.length; k++) {
    if (!Number.isFinite(a[k]! - b[k]!)) return Number.NaN;
    difference = Math.max(difference, Math.abs(a[k]! - b[k]!));
    scale = Math.max(scale, Math.abs(b[k]!));
  }
  return difference / scale;
}

/** A scalar in which every number of every tensor counts differently, between 1/2 and 3/2. */
export function weighed(tensors: readonly tf.Tensor[]): tf.Scalar {
  const weigh = (tensor: tf.Tensor) => {
    const waves = tf.cos(tf.reshape(tf.range(0, tensor.size), tensor.shape));
    return tf.sum(tf.mul(tensor, tf.add(1, tf.div(waves, 2)))) as tf.Scalar;
  };
  return tf.addN(tensors.map(weigh));
}

/** How far the second derivative of a loss at x, along some direction, is from central differences of its slope. */
export async function secondDerivativeError(
  loss: (x: tf.Tensor) => tf.Tensor,
  x: tf.Tensor,
): Promise<number> {
  const slope = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(x)));
  const v = randomTensor(seeded(3), x.shape);
  const along = tf.sum(tf.mul(tf.grad(slope)(x), v));
  const at = (step: number) => slope(tf.add(x, tf.mul(v, step)));
  return largestDifference(along, tf.div(tf.sub(at(1e-2), at(-1e-2)), 2e-2));
}
