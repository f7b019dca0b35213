import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { describe, expect, test } from 'vitest';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';

/** Every claim, of the native kernels of one instruction set; skipped where these are not to be had. */
export async function conformsNatively(instructions: string): Promise<void> {
  process.env.UNROLLED_NATIVE = instructions;
  const { native } = await registerKernels({ threads: 3 });
  if (!native.used) {
    console.warn(`SKIPPED: the native kernels for ${instructions}: ${native.reason}`);
    test.skip(`the native kernels for ${instructions}: ${native.reason}`);
    return;
  }
  describe(`the native kernels for ${instructions}`, () => {
    test('are in use', () => {
      expect(native).toMatchObject({ used: true, instructions, threads: 3 });
    });
    conforms(['wasm'], ['fused'], { closedForms: 45, differences: 200, steps: 1000 });
    updatesParameters(['wasm']);
  });
}
