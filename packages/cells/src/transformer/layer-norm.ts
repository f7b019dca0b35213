import * as tf from '@tensorflow/tfjs-core';

export type LayerNormParams = {
  readonly gain: tf.Tensor1D; // [size]
  readonly bias: tf.Tensor1D; // [size]
};

export const layerNormParams = (size: number): LayerNormParams => ({
  gain: tf.ones([size]),
  bias: tf.zeros([size]),
});

/** Layer normalisation (Ba, Kiros & Hinton 2016) over the last axis: g ∘ (x − mean)/√(variance + ε) + b, ε = 1e-5. */
export function layerNorm<T extends tf.Tensor>(x: T, { gain, bias }: LayerNormParams): T {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, gain), bias) as T;
}
