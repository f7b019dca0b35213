import '@tensorflow/tfjs-backend-webgpu';
import { registerKernels } from '@unrolled/kernels';
import { test } from 'vitest';
import { updatesParameters } from './claims/updates-parameters.js';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}
const { gpu } = navigator as { readonly gpu?: Gpu };

// On a machine without a graphics card Chromium's own imitation of one, which loses its device under the many programs of
// all claims; those are held in Node.js.
if (await gpu?.requestAdapter()) {
  await registerKernels();
  updatesParameters(['webgpu']);
} else test.skip('there is no WebGPU in this browser', () => {});
