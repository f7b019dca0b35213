import * as tf from '@tensorflow/tfjs-core';

/** (−1)^k / (2k)! and (−1)^k / (2k + 1)!, of cos x and sin x / x in powers of x²: enough for float32 up to |x| = π. */
const coefficients = [[1, 1]];
for (let k = 1; k < 10; k++) {
  const [even, odd] = coefficients[k - 1] as [number, number];
  coefficients.push([-even / ((2 * k - 1) * 2 * k), -odd / (2 * k * (2 * k + 1))]);
}

/**
 * cos x and sin x, each [N], within 1e-6. Those of a graphics card may err by 2⁻¹¹ (WebGPU Shading Language, W3C, §15.7.4.1;
 * GLSL promises nothing), which hundreds of turns by the same angle add up; there they are their power series.
 */
export function cosAndSin(x: tf.Tensor1D): [tf.Tensor1D, tf.Tensor1D] {
  if (!['webgl', 'webgpu'].includes(tf.getBackend())) return [tf.cos(x), tf.sin(x)];
  const both = tf.customGrad((x, save) => {
    const value = series(x as tf.Tensor1D);
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, [cosines]: tf.Tensor[]) => {
      const [cos, sin] = tf.unstack(cosines!);
      const [dCos, dSin] = tf.unstack(dy);
      return tf.sub(tf.mul(dSin!, cos!), tf.mul(dCos!, sin!));
    };
    return { value, gradFunc };
  })(x) as tf.Tensor2D;
  return tf.unstack(both) as [tf.Tensor1D, tf.Tensor1D];
}

/** cos x above sin x, [2, N]. */
function series(x: tf.Tensor1D): tf.Tensor2D {
  const turns = tf.round(tf.mul(x, 1 / (2 * Math.PI)));
  const angle = tf.sub(x, tf.mul(turns, 2 * Math.PI));
  const square = tf.square(angle);
  const value = coefficients.reduceRight<tf.Tensor>(
    (sum, pair) => tf.add(tf.mul(sum, square), tf.tensor2d(pair, [2, 1])),
    tf.scalar(0),
  );
  return tf.mul(value, tf.stack([tf.onesLike(angle), angle]));
}
