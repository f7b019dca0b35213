import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import '../src/index.js';

/** Functions of an image whose gradients come by ops that tfjs-core does not export, or by several in turn. */
const functions: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
  convolution: (x) => tf.conv2d(x, tf.ones([2, 2, 2, 3]), 1, 'same'),
  'depthwise convolution': (x) => tf.depthwiseConv2d(x, tf.ones([2, 2, 2, 1]), 1, 'valid'),
  'average pooling': (x) => tf.avgPool(x, 2, 1, 'same'),
  'largest in a window': (x) => tf.maxPool(x, 2, 1, 'same'),
  'local response normalization': (x) => tf.localResponseNormalization(x, 1),
  selu: (x) => tf.selu(x),
  softmax: (x) => tf.softmax(x),
  slice: (x) => tf.slice(x, [0, 1, 1, 0], [1, 2, 2, 2]),
  cumsum: (x) => tf.cumsum(x, 3),
  broadcast: (x) => tf.mul(x, tf.add(tf.mean(x, 3, true), tf.ones([2]))),
};

it('importing cells registers the gradients that all of tfjs registers, with the same numbers', async () => {
  const x = tf.tensor4d(
    Float32Array.from({ length: 32 }, (_, i) => Math.sin(3 * i)),
    [1, 4, 4, 2],
  );
  const gradients = () =>
    Object.entries(functions).map(([name, f]) => [
      name,
      tf
        .grad((x) => tf.sum(tf.square(f(x as tf.Tensor4D))))(x)
        .dataSync(),
    ]);
  const registered = () => [...globalThis._tfGlobals.get('gradRegistry')!.keys()].sort();
  const [names, ours] = [registered(), gradients()];
  for (const name of names) tf.unregisterGradient(name);
  await import('@tensorflow/tfjs');
  expect(names).toEqual(expect.arrayContaining(registered()));
  expect(ours).toEqual(gradients());
});

declare global {
  /** What tfjs shares among its copies. */
  var _tfGlobals: Map<string, Map<string, unknown>>;
}
