import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { expect, test } from 'vitest';
import { type Case, plainCase, randomValues, runBoth, tensorsOf } from './claims/sequence-case.js';
import { hasDawn } from './dawn.js';

/** Workgroups of 64 threads with a kilobyte of memory, and shaders that see a quarter of a megabyte of a tensor. */
const limits = {
  maxComputeInvocationsPerWorkgroup: 64,
  maxComputeWorkgroupStorageSize: 1024,
  maxStorageBufferBindingSize: 250_000,
  maxComputeWorkgroupsPerDimension: 65_535,
};
const kinds: [string, Partial<Case>][] = [
  ['rnn', { name: 'RnnSequence' }],
  ['gru', { name: 'GruSequence', resetAfter: true }],
  ['gru with the reset before', { name: 'GruSequence', resetAfter: false }],
  ['lstm', { name: 'LstmSequence' }],
];

async function resultsOn(backend: string, c: Case): Promise<{ name: string; values: ArrayLike<number> }[]> {
  await tf.setBackend(backend);
  const { forward, backward, saved } = runBoth(c, tensorsOf(c, randomValues(c)));
  if (saved.reserve && backend === 'webgpu') expect(saved.reserve.shape).toEqual([0]); // it would be too large
  const shown = [saved.hidden!, ...backward];
  expect(forward.length).toBeGreaterThan(0);
  return Promise.all(shown.map(async (tensor, i) => ({ name: `${i}`, values: await tensor.data() })));
}

if (await hasDawn()) {
  test.each(kinds)(
    '%s with more units than threads, workgroup memory or room for a reserve gives the numbers of wasm',
    async (_, kind) => {
      await tf.setBackend('webgpu');
      await registerKernels();
      const { device } = tf.backend() as unknown as { device: object };
      const c: Case = { ...plainCase, ...kind, batch: 9, steps: 20, hiddenSize: 70, reverse: true };
      const expected = await resultsOn('wasm', c);
      Object.defineProperty(device, 'limits', { value: limits, configurable: true });
      const received = await resultsOn('webgpu', c);
      delete (device as { limits?: object }).limits;
      for (const [i, { name, values }] of received.entries()) {
        const exact = Array.from(expected[i]!.values);
        const scale = Math.max(...exact.map(Math.abs));
        const worst = exact.reduce((most, value, at) => Math.max(most, Math.abs(value - values[at]!)), 0);
        expect(worst / scale, name).toBeLessThan(1e-5);
      }
    },
  );
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
