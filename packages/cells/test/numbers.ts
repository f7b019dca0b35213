import type * as tf from '@tensorflow/tfjs';
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

/** max |a − b| / max(1, max |b|): relative to the largest number of the tensor, absolute for small ones. */
export async function largestDifference(actual: tf.Tensor, expected: tf.Tensor): Promise<number> {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  let difference = 0;
  let scale = 1;
  for (let k = 0; k < a.length; k++) {
    difference = Math.max(difference, Math.abs(a[k]! - b[k]!));
    if (Number.isNaN(a[k]!)) return Number.NaN;
    scale = Math.max(scale, Math.abs(b[k]!));
  }
  return difference / scale;
}
