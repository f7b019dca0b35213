import '@tensorflow/tfjs-backend-webgpu';
import { registerKernels } from '@unrolled/kernels';
import { test } from 'vitest';
import { conforms } from './conformance.js';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/**
 * A part of the claims on WebGPU in a browser, in a page and on a device of its own. Chromium's imitation of a graphics card loses its
 * device under the programs of all of them in one page.
 */
export async function conformsInAPage(part: { readonly part: number; readonly of: number }): Promise<void> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (await gpu?.requestAdapter()) {
    await registerKernels();
    conforms(['webgpu'], ['fused'], { closedForms: 15, differences: 5, steps: 12 }, part);
  } else test.skip('there is no WebGPU in this browser', () => {});
}
