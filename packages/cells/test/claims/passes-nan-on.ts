import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  gruCell,
  lruCell,
  lstmCell,
  type Method,
  minGruCell,
  minLstmCell,
  type Recurrence,
  rnnCell,
  unroll,
} from '../../src/index.js';
import { leavesOf, withLeaves } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';

const size = { inputSize: 3, hiddenSize: 5 };
const cells: [string, Recurrence][] = [
  ['rnn', rnnCell(size)],
  ['gru', gruCell(size)],
  ['gru with the reset before', gruCell({ ...size, resetAfter: false })],
  ['lstm', lstmCell(size)],
  ['min-gru', minGruCell(size)],
  ['min-lstm', minLstmCell(size)],
  ['lru', lruCell(size)],
];
const relu: [string, Recurrence] = ['rnn relu', rnnCell({ ...size, activation: 'relu' })];
const [batch, time] = [9, 4];

/** Outputs and gradients by the parameters and the inputs. */
async function results(cell: Recurrence, x: tf.Tensor3D, method: Method): Promise<number[][]> {
  const params = cell.init(seeded(1));
  let outputs: tf.Tensor | undefined;
  const gradients = tf.grads((...leaves: tf.Tensor[]) => {
    outputs = tf.keep(
      unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, { method }).outputs,
    );
    return tf.sum(outputs);
  })([...leavesOf(params), x]);
  return Promise.all([outputs!, ...gradients].map(async (tensor) => [...(await tensor.data())]));
}

/** Numbers that are none, and infinite ones, go where they go in tfjs's own operations. */
export function passesNanOn(on = backends): void {
  onEveryBackend(
    'NaN and Inf in the inputs',
    (backend) => {
      // On wasm tfjs's relu takes a NaN whose sign bit is set, which ∞ − ∞ gives, for a negative number, and on webgpu
      // some graphics cards take any NaN for one.
      test.each(backend === 'wasm' || backend === 'webgpu' ? cells : [...cells, relu])(
        'of %s reach the outputs and gradients that they reach step by step',
        async (_, cell) => {
          for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
            const rng = seeded(2);
            const values = Float32Array.from({ length: batch * time * 3 }, () => rng() - 0.5);
            values[(2 * time + 1) * 3] = value; // example 2 from step 1 on
            values[(8 * time + 3) * 3 + 2] = value; // the last example, alone in its strip, at the last step
            const x = tf.tensor3d(values, [batch, time, 3]);
            const expected = await results(cell, x, 'step');
            expect(expected[0]!.some(Number.isNaN) || !Number.isNaN(value)).toBe(true);
            for (const [index, numbers] of (await results(cell, x, 'fused')).entries()) {
              expect(numbers.map(Number.isNaN), `${value}, tensor ${index}`).toEqual(
                expected[index]!.map(Number.isNaN),
              );
              numbers.forEach((number, i) => {
                if (Number.isFinite(number))
                  expect(number, `${value}, tensor ${index}[${i}]`).toBeCloseTo(expected[index]![i]!, 4);
              });
            }
          }
        },
      );
    },
    on,
  );
}
