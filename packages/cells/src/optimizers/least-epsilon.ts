import * as tf from '@tensorflow/tfjs-core';

/**
 * ε, or the least that is not zero where it is used. WebGL on many phones keeps numbers in 16 bits, in which 1e-8 is zero, and a
 * parameter without a gradient would become 0 / 0; tfjs's own 1e-4 is used there. Where it keeps 32 bits tfjs would take the
 * same, though there is no need: what is asked for is what is used.
 */
export function leastEpsilon(ε: number): number {
  const inHalves = tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
  return inHalves ? Math.max(ε, tf.backend().epsilon()) : ε;
}
