import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from '@unrolled/kernels';
import { expect, it } from 'vitest';

it('a page that is not isolated has one thread, and says why', async () => {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend('wasm');
  expect(crossOriginIsolated).toBe(false);
  expect(await registerKernels({ threads: 2 })).toMatchObject({
    active: true,
    threads: {
      count: 1,
      reason: 'memory cannot be shared here: in pages it takes cross-origin isolation',
    },
  });
});
