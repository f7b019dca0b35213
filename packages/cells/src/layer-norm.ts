import * as tf from '@tensorflow/tfjs-core';

export type LayerNormParams = {
  readonly gain: tf.Tensor1D; // [size]
  readonly bias: tf.Tensor1D; // [size]
};

export const layerNormParams = (size: number): LayerNormParams => ({
  gain: tf.ones([size]),
  bias: tf.zeros([size]),
});

/** Added to the variance. */
const ε = 1e-5;

/**
 * Layer normalisation (Ba, Kiros & Hinton 2016) over the last axis of n numbers: y = g ∘ x̂ + b, x̂ = (x − mean x)/σ with
 * σ² = mean (x − mean x)² + 1e-5. Backward, with δ = g ∘ ∂E/∂y,
 *
 *   ∂E/∂x = (δ − mean δ − x̂ mean(δ ∘ x̂))/σ,   ∂E/∂g = Σ ∂E/∂y ∘ x̂,   ∂E/∂b = Σ ∂E/∂y,
 *
 * where x̂ is computed again from x, so that nothing but x is kept and a second derivative is right.
 */
export function layerNorm<T extends tf.Tensor>(x: T, { gain, bias }: LayerNormParams): T {
  return op(x, gain, bias) as T;
}

const op = tf.customGrad((x, gain, bias, save) => {
  const [values, g, b] = [x, gain, bias] as tf.Tensor[];
  (save as tf.GradSaveFunc)([values!, g!]);
  const value = tf.tidy(() => tf.add(tf.mul(normalized(values!).normal, g!), b!));
  return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.tidy(() => gradients(dy, saved)) };
});

function normalized(x: tf.Tensor) {
  const centred = tf.sub(x, meanOf(x));
  const scale = tf.rsqrt(tf.add(meanOf(tf.square(centred)), ε));
  return { normal: tf.mul(centred, scale), scale };
}

function gradients(dy: tf.Tensor, [x, gain]: tf.Tensor[]): tf.Tensor[] {
  const { normal, scale } = normalized(x!);
  const δ = tf.mul(dy, gain!);
  const along = tf.add(meanOf(δ), tf.mul(normal, meanOf(tf.mul(δ, normal))));
  const overRows = (values: tf.Tensor) => tf.sum(tf.reshape(values, [-1, gain!.size]), 0);
  return [tf.mul(tf.sub(δ, along), scale), overRows(tf.mul(dy, normal)), overRows(dy)];
}

const meanOf = (x: tf.Tensor) => tf.mean(x, -1, true);
