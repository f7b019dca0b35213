import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from '@unrolled/kernels';
import { gradName, outputsOf } from '@unrolled/kernels/contract';
import { describe, expect, test } from 'vitest';
import { onEveryBackend } from './backends.js';
import { closedForward, closedGradients } from './claims/closed-forms.js';
import { conforms } from './claims/conformance.js';
import {
  attributesOf,
  type Case,
  plainCase,
  randomValues,
  runBoth,
  tensorsOf,
} from './claims/sequence-case.js';
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
    keepsDigitsOverTime();
    conforms(['wasm'], ['fused'], { closedForms: 45, differences: 200, steps: 1000 });
    updatesParameters(['wasm']);
  });
}

/** Gates that remember for up to 2,000 steps are nearly closed, and a bias sums as many gradients. */
function keepsDigitsOverTime(): void {
  onEveryBackend('over 2,000 steps', () => {
    test.each(['LstmSequence', 'RnnSequence'] as const)('%s errs as float32 must', (name) => {
      const time = 2000;
      const c: Case = { ...plainCase, name, batch: 2, steps: time, hiddenSize: 8, activation: 'relu' };
      const plain: Case = { ...c, hasMask: false, hasCellGradient: false, inputGradient: false };
      const values = randomValues(plain);
      for (let unit = 0; unit < 8 && name === 'LstmSequence'; unit++) {
        const forget = Math.fround(Math.log(1 + (unit * (time - 1)) / 8)); // chrono initialisation
        values.bias![unit] = -forget;
        values.bias![8 + unit] = forget;
      }
      if (name === 'RnnSequence')
        values.recurrentKernel!.set(values.recurrentKernel!.map((weight) => weight / 4));
      const { forward, backward, saved } = runBoth(plain, tensorsOf(plain, values));
      const exact = { ...closedForward(plain, values), ...closedGradients(plain, values) };
      const names = [
        'hidden',
        ...outputsOf(gradName(name), saved, attributesOf(plain)).map((field) => field.name),
      ];
      for (const [i, tensor] of [forward[0]!, ...backward].entries()) {
        const numbers = tensor.dataSync();
        const difference = exact[names[i]!]!.map((value, at) => Math.abs(value - numbers[at]!));
        const scale = exact[names[i]!]!.map(Math.abs);
        expect(Math.max(...difference) / Math.max(...scale), names[i]).toBeLessThan(3.6e-6);
      }
    });
  }, ['wasm']);
}
