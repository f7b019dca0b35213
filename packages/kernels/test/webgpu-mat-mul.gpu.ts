import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { hasDawn } from '../../cells/test/dawn.js';
import { registerKernels } from '../src/index.js';

/** The largest difference of a·bᵀ by TensorFlow.js from a sum of float64. */
async function errorOfProduct([rows, depth, columns]: readonly [number, number, number]): Promise<number> {
  const a = Float32Array.from({ length: rows * depth }, (_, i) => Math.sin(i));
  const b = Float32Array.from({ length: columns * depth }, (_, i) => Math.cos(1.3 * i));
  const product = tf.matMul(tf.tensor2d(a, [rows, depth]), tf.tensor2d(b, [columns, depth]), false, true);
  const received = await product.data();
  let worst = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += a[i * depth + k]! * b[j * depth + k]!;
      worst = Math.max(worst, Math.abs(sum - received[i * columns + j]!));
    }
  return worst;
}

if (await hasDawn()) {
  test('a product of 2,000 terms and more with a transposed right side, which tfjs gets wrong, is right', async () => {
    await tf.setBackend('webgpu');
    expect(await errorOfProduct([3, 2048, 512])).toBeGreaterThan(1); // else nothing need be replaced any more
    await registerKernels();
    expect(await errorOfProduct([3, 2048, 512])).toBeLessThan(1e-3);
    expect(await errorOfProduct([3, 2001, 30])).toBeLessThan(1e-3);
    expect(await errorOfProduct([3, 100, 30])).toBeLessThan(1e-4);
  });
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
