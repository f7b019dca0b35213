import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../ops/linear.js';

/** How fast the pairs of numbers turn, in radians a position: 10000^(−2i/d) for i = 0 … d/2 − 1. */
const speeds = (size: number) => Array.from({ length: size / 2 }, (_, i) => 10000 ** ((-2 * i) / size));

/** Where things stand. */
export interface Places {
  /** [batch or 1, time], integers from 0 on. */
  readonly at: tf.Tensor2D;
  /** How many places there are: all lie below. */
  readonly count: number;
}

/**
 * The places of `time` positions of which `first` have gone before. With a mask [batch, first + time] only those are counted
 * where it is 1, so that a sequence stands where it would stand without what is masked.
 */
export function placesOf(first: number, time: number, mask: tf.Tensor2D | undefined): Places {
  const count = first + time;
  if (!mask) return { at: tf.reshape<tf.Rank.R2>(tf.range(first, count, 1, 'int32'), [1, time]), count };
  const open = tf.cast(tf.notEqual(mask, 0), 'float32');
  const before = tf.maximum(tf.sub(tf.cumsum(open, 1), 1), 0);
  return { at: tf.cast(tf.slice(before, [0, first], [-1, time]), 'int32') as tf.Tensor2D, count };
}

export interface ClockHands {
  readonly cos: tf.Tensor3D;
  readonly sin: tf.Tensor3D;
}

/** cos and sin of p·ω_i at places p, each [batch or 1, time, size/2]. */
export function clockHands({ at, count }: Places, size: number): ClockHands {
  // In float64, for all the places that there are: float32 knows large angles only roughly.
  const angles = Array.from({ length: count }, (_, p) => speeds(size).map((ω) => p * ω)).flat();
  const of = (f: (angle: number) => number) =>
    tf.gather(tf.tensor2d(Float32Array.from(angles, f), [count, size / 2]), at) as tf.Tensor as tf.Tensor3D;
  return { cos: of(Math.cos), sin: of(Math.sin) };
}

/**
 * Sinusoidal positions (Vaswani et al. 2017), PE(p, 2i) = sin(p/10000^(2i/d)) and PE(p, 2i + 1) = cos of the same, to be
 * added to what stands there: [batch or 1, time, size].
 */
export function sinusoidalPositions(places: Places, size: number): tf.Tensor3D {
  const { cos, sin } = clockHands(places, size);
  return tf.reshape(tf.stack([sin, cos], 3), [...places.at.shape, size]);
}

/** Of learnt positions [longest, size] those at the places, [batch or 1, time, size]; as a product, whose gradient every backend has. */
export function learntPositions(learnt: tf.Tensor2D, { at }: Places): tf.Tensor3D {
  const [longest, size] = learnt.shape;
  const chosen = tf.cast(tf.oneHot(tf.reshape(at, [-1]), longest), 'float32') as tf.Tensor2D;
  return tf.reshape(linear(chosen, learnt), [...at.shape, size]);
}

/**
 * Rotary positions (Su et al. 2021): of queries or keys [batch, heads, time, size] each pair (x_i, x_{i + d/2}) turned by
 * p/10000^(2i/d), so that the product of a query and a key depends on how far apart they are.
 */
export function rotate(x: tf.Tensor4D, hands: ClockHands): tf.Tensor4D {
  const [cos, sin] = [tf.expandDims(hands.cos, 1), tf.expandDims(hands.sin, 1)];
  const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
  const turned = [tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(a, sin), tf.mul(b, cos))];
  return tf.concat(turned, -1) as tf.Tensor4D;
}
