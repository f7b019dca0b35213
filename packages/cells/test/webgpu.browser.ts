import '@tensorflow/tfjs-backend-webgpu';
import { registerKernels } from '@unrolled/kernels';
import { test } from 'vitest';
import { computesAgain } from './claims/computes-again.js';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}
const { gpu } = navigator as { readonly gpu?: Gpu };

// On a machine without a graphics card Chromium's own imitation of one, which compiles a shader for seconds.
if (await gpu?.requestAdapter()) {
  await registerKernels();
  conforms(['webgpu'], ['fused'], { closedForms: 5, differences: 2, steps: 4 });
  updatesParameters(['webgpu']);
  computesAgain(['webgpu']);
} else test.skip('there is no WebGPU in this browser', () => {});
