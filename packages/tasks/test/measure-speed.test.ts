import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { flop, measureSpeed, palindromeStep } from '../src/speed/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('measureSpeed', () => {
  it('measures both steps, and leaves no tensor behind', async () => {
    const shape = palindromeStep('rnn', { length: 4, batch: 4, hiddenSize: 5 });
    const tensors = tf.memory().numTensors;
    const { ours, layers, ratio, gflops } = await measureSpeed(shape, { seconds: 0.1 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(ours).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(layers! / ours, 12);
    expect(gflops).toBeCloseTo(flop(shape) / (ours * 1e6), 12);
  });

  it('counts 3 · 2 · batch · steps · gates · units · (features + units) operations', () => {
    expect(flop(palindromeStep('lstm', { length: 20, batch: 2, hiddenSize: 8 }))).toBe(
      3 * 2 * 2 * 19 * 4 * 8 * (10 + 8),
    );
  });
});
