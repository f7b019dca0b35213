import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { hasDawn } from '../../cells/test/dawn.js';

interface Device {
  pushErrorScope(filter: 'validation'): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
}

if (await hasDawn()) {
  // Else masks need no longer be transposed as numbers, as isTaken() in cells/src/ops/linear-scan.ts does.
  test("TensorFlow.js's shader for booleans of rank 3 and more does not compile; that for numbers does", async () => {
    await tf.setBackend('webgpu');
    const { device } = tf.backend() as unknown as { readonly device: Device };
    const refusal = async (compute: () => tf.Tensor) => {
      device.pushErrorScope('validation');
      await compute().data();
      return (await device.popErrorScope())?.message;
    };
    const mask = tf.ones([40, 50, 1]); // large enough for TensorFlow.js not to compute it on the processor
    expect(await refusal(() => tf.transpose(tf.notEqual(mask, 0), [1, 0, 2]))).toContain(
      "expected 'f32', got 'i32'",
    );
    expect(await refusal(() => tf.notEqual(tf.transpose(mask, [1, 0, 2]), 0))).toBeUndefined();
  });
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
