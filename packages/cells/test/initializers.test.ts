import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chronoBias, glorot, he, identity, lstmCell, orthogonal, rnnCell, uniform } from '../src/index.js';
import { leavesOf } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, seeded } from './numbers.js';

async function variance(tensor: tf.Tensor): Promise<number> {
  const values = await tensor.data();
  return (values as Float32Array).reduce((sum, value) => sum + value * value, 0) / values.length;
}

onEveryBackend('initializers', () => {
  test.each([
    [4, 4],
    [3, 7],
    [7, 3],
    [64, 64],
  ] as const)('orthogonal [%i, %i] has orthonormal rows or columns', async (rows, columns) => {
    const q = orthogonal(seeded(1), [rows, columns]);
    const product = rows <= columns ? tf.matMul(q, q, false, true) : tf.matMul(q, q, true, false);
    expect(await largestDifference(product, tf.eye(Math.min(rows, columns)))).toBeLessThan(1e-5);
  });

  test('orthogonal 512 × 512 is orthogonal and keeps the length of a vector', async () => {
    const q = orthogonal(seeded(2), [512, 512]);
    const v = tf.randomNormal([1, 512], 0, 1, 'float32', 3);
    expect(await largestDifference(tf.norm(tf.matMul(v, q)), tf.norm(v))).toBeLessThan(1e-4);
  });

  test('glorot and he have the variances they promise', async () => {
    expect(await variance(glorot(seeded(1), [200, 100]))).toBeCloseTo(2 / 300, 4);
    expect(await variance(he(seeded(1), [200, 100]))).toBeCloseTo(2 / 200, 3);
    expect(await variance(uniform<tf.Rank.R1>(seeded(1), [20_000], 0.5))).toBeCloseTo(0.25 / 3, 3);
  });

  test('identity is the unit matrix, scaled', async () => {
    expect(await identity([2, 3], 0.5).array()).toEqual([
      [0.5, 0, 0],
      [0, 0.5, 0],
    ]);
  });

  test('chrono keeps for between two and the longest number of steps', async () => {
    const biases = await chronoBias(seeded(1), 500, 100).data();
    for (const bias of biases) {
      const timeConstant = 1 / (1 - 1 / (1 + Math.exp(-bias))); // of a gate σ(bias)
      expect(timeConstant).toBeGreaterThanOrEqual(2 - 1e-3);
      expect(timeConstant).toBeLessThanOrEqual(100 + 1e-2);
    }
    const { bias } = lstmCell({ inputSize: 1, hiddenSize: 8, biasInitializer: { chrono: 50 } }).init(
      seeded(1),
    );
    const [i, f, g, o] = tf.split(bias!, 4);
    expect(await largestDifference(i!, tf.neg(f!))).toBe(0);
    expect(await largestDifference(tf.concat([g!, o!]), tf.zeros([16]))).toBe(0);
  });

  test('the same seed gives the same parameters, another seed others', async () => {
    const cell = lstmCell({ inputSize: 3, hiddenSize: 4 });
    const flat = (seed: number) =>
      tf.concat(leavesOf(cell.init(seeded(seed))).map((leaf) => tf.reshape(leaf, [-1])));
    expect(await largestDifference(flat(1), flat(1))).toBe(0);
    expect(await largestDifference(flat(1), flat(2))).toBeGreaterThan(0.01);
  });

  test('each gate of a recurrent kernel is orthogonal by itself', async () => {
    const { recurrentKernel } = lstmCell({ inputSize: 3, hiddenSize: 5 }).init(seeded(1));
    for (const gate of tf.split(recurrentKernel, 4, 1)) {
      expect(await largestDifference(tf.matMul(gate, gate, false, true), tf.eye(5))).toBeLessThan(1e-5);
    }
  });

  test('an initializer may be a function, and a wrong name is refused with the right ones', async () => {
    const ones = rnnCell({ inputSize: 2, hiddenSize: 2, initializer: (_, shape) => tf.ones(shape) });
    expect(await ones.init(seeded(1)).inputKernel.array()).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(() => rnnCell({ inputSize: 2, hiddenSize: 2, initializer: 'xavier' as 'glorot' })).toThrow(
      'rnnCell: initializer must be one of glorot, he, orthogonal, uniform, identity, received xavier',
    );
    expect(() => lstmCell({ inputSize: 2, hiddenSize: 0 })).toThrow(
      'lstmCell: hiddenSize must be a positive integer, received 0',
    );
    expect(() => lstmCell({ inputSize: 2, hiddenSize: 2, useBias: false, forgetBias: 1 })).toThrow(TypeError);
    expect(() => lstmCell({ inputSize: 2, hiddenSize: 2, biasInitializer: { chrono: 1 } })).toThrow(
      'at least 2',
    );
  });
});
