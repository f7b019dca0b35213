import * as tf from '@tensorflow/tfjs';
import type { Activation } from '@unrolled/kernels/contract';
import { beforeAll, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.js';
import { registerSequenceKernels } from './sequence-case.js';

/** Every 65,521st float32 but NaN, from the bits of zero on. */
const numbers = Float32Array.from(
  new Float32Array(Uint32Array.from({ length: 65_552 }, (_, i) => 65_521 * i).buffer).filter(
    (x) => !Number.isNaN(x),
  ),
);
const smallest = 2 ** -126; // of float32s with all their digits; the wasm of TensorFlow.js has none below
const unitInLastPlace = (y: number) => 2 ** (Math.floor(Math.log2(Math.max(smallest, Math.abs(y)))) - 23);

/** φ of every number, as one step of a unit that has it for its input. */
async function activated(activation: Activation): Promise<Float32Array> {
  const hidden = tf.tidy(() => {
    const inputs = {
      x: tf.tensor(numbers, [numbers.length, 1, 1]),
      inputKernel: tf.ones([1, 1]),
      recurrentKernel: tf.zeros([1, 1]),
      initialHidden: tf.zeros([numbers.length, 1]),
    };
    const attributes = { activation, reverse: false };
    return tf.engine().runKernel<tf.Tensor[]>('RnnSequence', inputs, attributes)[0]!;
  });
  const values = (await hidden.data()) as Float32Array;
  hidden.dispose();
  return values;
}

/** A gate that is all but closed still lets a little through, and learns by it. */
export function keepsDigitsOfGates(on: readonly string[]): void {
  onEveryBackend(
    'over all float32s',
    (backend) => {
      beforeAll(registerSequenceKernels);

      test('σ errs by less than 1e-6 of its value', async () => {
        const worst = (await activated('sigmoid')).map((y, i) => {
          const exact = 1 / (1 + Math.exp(-numbers[i]!));
          return exact < smallest ? Number(y < 0 || y > smallest) : Math.abs(y / exact - 1);
        });
        expect(worst.reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(1e-6);
      });

      test('tanh errs by less than 6 units in the last place', async () => {
        const errors = (await activated('tanh')).map((y, i) => {
          const exact = Math.tanh(numbers[i]!);
          // GPUs may take what is smaller for zero, and TensorFlow does.
          const flushes = backend === 'webgpu' || backend === 'tensorflow';
          if (flushes && Math.abs(exact) < smallest) return Number(y !== 0 && y !== numbers[i]!);
          return Math.abs(y - exact) / unitInLastPlace(exact);
        });
        expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(6);
      });
    },
    [...on],
  );
}
