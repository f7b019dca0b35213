import '@tensorflow/tfjs-backend-webgpu';
import { registerKernels } from '@unrolled/kernels';
import { inject, test, vi } from 'vitest';
import { conforms } from './conformance.js';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

/**
 * A part of the claims on WebGPU in a browser, in a page and on a device of its own. Where one page went through all of them,
 * Chromium's imitation of a graphics card has lost its device; a part takes some 250 programs, and holds.
 */
export async function conformsInAPage(part: { readonly part: number; readonly of: number }): Promise<void> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (await gpu?.requestAdapter()) {
    await registerKernels();
    vi.setConfig({ testTimeout: 900_000 }); // tf.layers alone is a thousand calls a step, each imitated
    const bySteps = !inject('isImitated');
    conforms(['webgpu'], ['fused'], { closedForms: 15, differences: 5, steps: 12, bySteps }, part);
  } else test.skip('there is no WebGPU in this browser', () => {});
}
