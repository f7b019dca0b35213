import * as tf from '@tensorflow/tfjs';

/**
 * Scales gradients down together so that their global norm √(Σ‖g‖²) is at most `maxNorm`; directions stay
 * (Pascanu, Mikolov & Bengio 2013).
 *
 * @returns the scaled gradients, and their norm before; the caller owns both
 * @throws RangeError if maxNorm is not above zero
 */
export function clipByGlobalNorm(
  gradients: tf.NamedTensorMap,
  maxNorm: number,
): { readonly gradients: tf.NamedTensorMap; readonly norm: tf.Scalar } {
  if (!(maxNorm > 0)) throw new RangeError(`clipByGlobalNorm: maxNorm must be above 0, received ${maxNorm}`);
  return tf.tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares)) as tf.Scalar;
    const scale = tf.div(maxNorm, tf.maximum(norm, maxNorm));
    const entries = Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]);
    return { gradients: Object.fromEntries(entries), norm };
  });
}
