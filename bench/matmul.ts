import * as tf from '@tensorflow/tfjs';
import type { Contender } from '@unrolled/tasks/speed';
import type { UseKernels } from './kernel-switch.js';

const size = 320;
export const peakFlop = 2 * size ** 3;

/** Our own product of two square matrices: what this machine reaches at best. */
export function ownProduct(use: UseKernels): Contender {
  const a = tf.randomNormal([size, size]);
  return async () => {
    use('ours');
    tf.matMul(a, a).dispose();
    use('tfjs');
  };
}

/** A step of a `tf.layers` MLP 784-256-10 on a batch of 64, with either product. */
export function mlpSteps(use: UseKernels): Record<'ours' | 'layers', Contender> {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 256, activation: 'relu', inputShape: [784] }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  model.compile({ loss: 'categoricalCrossentropy', optimizer: tf.train.rmsprop(1e-3, 0.9, 0, 1e-7) });
  const digits = Int32Array.from({ length: 64 }, (_, b) => b % 10);
  const pixels = Float32Array.from({ length: 64 * 784 }, Math.random);
  const step = async () => {
    const x = tf.tensor2d(pixels, [64, 784]);
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d(digits, 'int32'), 10));
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  };
  return {
    async ours() {
      use('ours');
      await step();
      use('tfjs');
    },
    layers: step,
  };
}
