import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, describe } from 'vitest';

const inBrowser = typeof window !== 'undefined';

/** What the tests of this package run on: cpu and wasm in Node, wasm and webgl in a browser. */
export const backends = inBrowser ? ['wasm', 'webgl'] : ['cpu', 'wasm'];

/** One `describe` on every backend. */
export function onEveryBackend(title: string, claims: (backend: string) => void): void {
  describe.each(backends)(`${title} (%s)`, (backend) => {
    beforeAll(async () => {
      if (inBrowser) setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
      if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start here`);
      tf.engine().startScope();
    });
    afterAll(() => tf.engine().endScope());
    claims(backend);
  });
}
