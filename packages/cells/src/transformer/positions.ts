import * as tf from '@tensorflow/tfjs-core';

/** How fast the pairs of numbers turn, in radians a position: 10000^(−2i/d) for i = 0 … d/2 − 1. */
const speeds = (size: number) => Array.from({ length: size / 2 }, (_, i) => 10000 ** ((-2 * i) / size));

/** cos and sin of p·ω_i for positions p from `first` on, each [count, size/2]. */
function clockHands(
  first: number,
  count: number,
  size: number,
): readonly [cos: tf.Tensor2D, sin: tf.Tensor2D] {
  const angles = Array.from({ length: count }, (_, p) => speeds(size).map((ω) => (first + p) * ω));
  const of = (f: (angle: number) => number) =>
    tf.tensor2d(Float32Array.from(angles.flat(), f), [count, size / 2]);
  return [of(Math.cos), of(Math.sin)];
}

/**
 * Sinusoidal positions (Vaswani et al. 2017), PE(p, 2i) = sin(p/10000^(2i/d)) and PE(p, 2i + 1) = cos of the same, to be
 * added to what stands there: [count, size].
 */
export function sinusoidalPositions(first: number, count: number, size: number): tf.Tensor2D {
  const [cos, sin] = clockHands(first, count, size);
  return tf.reshape(tf.stack([sin, cos], 2), [count, size]);
}

/**
 * Rotary positions (Su et al. 2021): of queries or keys [..., time, size] each pair (x_i, x_{i + d/2}) turned by
 * p/10000^(2i/d), so that the product of a query and a key depends on how far apart they are.
 */
export function rotate<T extends tf.Tensor>(x: T, first: number): T {
  const [time, size] = x.shape.slice(-2) as [number, number];
  const [cos, sin] = clockHands(first, time, size);
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  const turned = [tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(a, sin), tf.mul(b, cos))];
  return tf.concat(turned, -1) as T;
}
