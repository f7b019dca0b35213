import * as tf from '@tensorflow/tfjs';
import { crossEntropyKernel } from '@unrolled/kernels/contract';
import { expect, test } from 'vitest';
import { crossEntropy, sequenceMask } from '../src/index.js';
import { hasDawn } from './dawn.js';
import { randomTensor, seeded } from './numbers.js';

interface Example {
  readonly shape: readonly number[];
  readonly lengths?: readonly number[];
}

/** The loss, and its gradient by the logits. */
async function lossOf(backend: string, { shape, lengths }: Example): Promise<number[]> {
  await tf.setBackend(backend);
  const logits = tf.mul(randomTensor(seeded(1), shape as [number, number, number]), 9);
  const rows = shape.slice(0, -1);
  const targets = tf.tensor(
    Int32Array.from({ length: tf.util.sizeFromShape(rows) }, (_, i) => i % shape.at(-1)!),
    rows,
    'int32',
  );
  const mask = lengths && sequenceMask(lengths, rows[1]!);
  const { value, grad } = tf.valueAndGrad((z: tf.Tensor) => tf.mul(crossEntropy(z, targets, mask), 3))(
    logits,
  );
  return [...(await value.data()), ...(await grad.data())];
}

if (await hasDawn()) {
  test.each<Example>([
    { shape: [4, 10] },
    { shape: [300, 3] },
    { shape: [3, 5, 7] },
    { shape: [3, 5, 7], lengths: [5, 2, 0] },
  ])('cross-entropy by one kernel is that of the composition: $shape, lengths $lengths', async (example) => {
    const [expected, received] = [await lossOf('cpu', example), await lossOf('webgpu', example)];
    expect(tf.getKernel(crossEntropyKernel, 'webgpu')).toBeDefined();
    expect(received).toHaveLength(expected.length);
    received.forEach((number, i) => {
      expect(number).toBeCloseTo(expected[i]!, 5);
    });
  });

  test('a second derivative of it is refused, not wrong', async () => {
    await tf.setBackend('webgpu');
    const loss = (z: tf.Tensor) => crossEntropy(z, tf.tensor1d([1, 0], 'int32'));
    const slope = (z: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(z)));
    expect(() => tf.grad(slope)(tf.ones([2, 3]))).toThrow('has no second derivative');
  });
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
