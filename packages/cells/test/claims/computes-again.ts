import * as tf from '@tensorflow/tfjs';
import { gradName, type SequenceName, sequences } from '@unrolled/kernels/contract';
import { beforeAll, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { largestDifference } from '../numbers.js';
import {
  attributesOf,
  type Case,
  plainCase,
  randomValues,
  registerSequenceKernels,
  runBoth,
  tensorsOf,
} from './sequence-case.js';

const kinds: [string, Partial<Case>][] = [
  ['the lstm', { name: 'LstmSequence' }],
  ['the gru', { name: 'GruSequence', resetAfter: true }],
  ['the gru with the reset before', { name: 'GruSequence', resetAfter: false }],
];

/** Where the forward kernel kept nothing, by the word of `keepReserve`, the gradient is the same. */
export function computesAgain(on: readonly string[]): void {
  onEveryBackend('a gradient without a reserve', () => {
    beforeAll(registerSequenceKernels);

    test.each(kinds)('of %s is that with one', async (_, kind) => {
      const c: Case = { ...plainCase, ...kind, batch: 9, reverse: true };
      const inputs = tensorsOf(c, randomValues(c));
      const { forward, backward } = runBoth(c, inputs);
      const { dHidden, dCell, ...given } = inputs;
      const attrs = { ...attributesOf(c), keepReserve: false };
      const name = c.name as SequenceName;
      const outputs = tf.engine().runKernel<tf.Tensor[]>(name, given, attrs);
      const named = Object.keys(sequences[name].outputs).map((output, i) => [output, outputs[i]!] as const);
      const saved: Record<string, tf.Tensor> = { ...inputs, ...Object.fromEntries(named) };
      expect(saved.reserve!.shape).toEqual([0]);
      const again = tf.engine().runKernel<tf.Tensor[]>(gradName(name), saved, attrs);
      expect(again.length).toBe(backward.length);
      for (const [i, gradient] of again.entries())
        expect(await largestDifference(gradient, backward[i]!)).toBeLessThan(1e-6);
      expect(await largestDifference(outputs[0]!, forward[0]!)).toBeLessThan(1e-6);
    });
  }, [...on]);
}
