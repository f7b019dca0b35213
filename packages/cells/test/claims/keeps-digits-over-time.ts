import { gradName, outputsOf } from '@unrolled/kernels/contract';
import { beforeAll, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { closedForward, closedGradients } from './closed-forms.js';
import {
  attributesOf,
  type Case,
  plainCase,
  randomValues,
  registerSequenceKernels,
  runBoth,
  tensorsOf,
} from './sequence-case.js';

/**
 * Gates that remember for up to 2,000 steps are nearly closed, and a bias sums as many gradients. PyTorch 2.15
 * in float32 errs by 1.3e-6 to 2.1e-6 over five draws of such an LSTM, against itself in float64; less than three times that is asked.
 */
export function keepsDigitsOverTime(on: readonly string[]): void {
  onEveryBackend('over 2,000 steps', () => {
    beforeAll(registerSequenceKernels);

    test.each(['LstmSequence', 'RnnSequence'] as const)('%s errs as float32 must', async (name) => {
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
        const numbers = await tensor.data();
        const difference = exact[names[i]!]!.map((value, at) => Math.abs(value - numbers[at]!));
        const scale = exact[names[i]!]!.map(Math.abs);
        expect(Math.max(...difference) / Math.max(...scale), names[i]).toBeLessThan(3.6e-6);
      }
    });
  }, [...on]);
}
