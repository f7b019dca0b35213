import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, describe, vi } from 'vitest';

const inBrowser = typeof window !== 'undefined';

/** What the tests of this package run on: cpu and wasm in Node, wasm and webgl in a browser. */
export const backends = inBrowser ? ['wasm', 'webgl'] : ['cpu', 'wasm'];

/** Those of them that @unrolled/kernels brings kernels for. */
export const backendsWithKernels = backends.filter((backend) => backend !== 'webgl');

// WebGL without a graphics card runs on one core of the processor.
if (inBrowser) vi.setConfig({ testTimeout: 240_000 });

/** One `describe` on every backend. */
export function onEveryBackend(title: string, claims: (backend: string) => void, on = backends): void {
  describe.each(on)(`${title} (%s)`, (backend) => {
    beforeAll(async () => {
      if (inBrowser) setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
      if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start here`);
      tf.engine().startScope();
    });
    afterAll(() => tf.engine().endScope());
    claims(backend);
  });
}
