import * as tf from '@tensorflow/tfjs';
import { sequenceNames } from '@unrolled/kernels/contract';
import { beforeAll, expect, test } from 'vitest';
import {
  bidirectional,
  gruCell,
  lruCell,
  lstmCell,
  type Method,
  minGruCell,
  minLstmCell,
  type Recurrence,
  rnnCell,
  ShapeError,
  skipRnnCell,
  stackCells,
  unroll,
} from '../../src/index.js';
import { leavesOf, withLeaves } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { seeded } from '../numbers.js';
import { plainCase, randomValues, registerSequenceKernels, runBoth, tensorsOf } from './sequence-case.js';

const size = { inputSize: 3, hiddenSize: 4 };
const cells: [string, Recurrence][] = [
  ['rnn', rnnCell(size)],
  ['gru', gruCell(size)],
  ['gru with the reset before', gruCell({ ...size, resetAfter: false })],
  ['lstm', lstmCell(size)],
  ['min-gru', minGruCell(size)],
  ['min-lstm', minLstmCell(size)],
  ['lru', lruCell(size)],
  ['skip-rnn', skipRnnCell(size)],
  ['stack', stackCells([gruCell(size), lstmCell({ inputSize: 4, hiddenSize: 2 })])],
  ['bidirectional', bidirectional(lstmCell(size))],
];
const [batch, time] = [3, 5];
/** Ways of saying yes, and the no's of a padded batch. */
const yes = [1, 0.5, -1, 2, Number.NaN];
const taken = (example: number, t: number) => t < [5, 2, 0][example]!;
const masks = (said: (t: number) => number) =>
  Float32Array.from({ length: batch * time }, (_, i) => {
    const t = i % time;
    return taken(Math.floor(i / time), t) ? said(t) : 0;
  });

/** Outputs, final states, and gradients by the parameters and the inputs. */
async function results(cell: Recurrence, x: Float32Array, mask: tf.Tensor2D, method: Method | undefined) {
  const params = cell.init(seeded(1));
  const outcome: tf.Tensor[] = [];
  const gradients = tf.grads((...leaves: tf.Tensor[]) => {
    const { outputs, finalState } = unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, {
      mask,
      ...(method && { method }),
    });
    outcome.push(...[outputs, ...leavesOf(finalState)].map((tensor) => tf.keep(tensor)));
    return tf.addN([outputs, ...leavesOf(finalState)].map((tensor) => tf.sum(tensor))) as tf.Scalar;
  })([...leavesOf(params), tf.tensor3d(x, [batch, time, 3])]);
  return Promise.all([...outcome, ...gradients].map(async (tensor) => [...(await tensor.data())]));
}

/** A mask says yes or no, and what it says no to is not read. */
export function readsMasks(on = backends): void {
  onEveryBackend(
    'a mask',
    () => {
      beforeAll(registerSequenceKernels);

      test.each(sequenceNames)('has %s take the same steps whichever number but 0 says so', async (name) => {
        const c = { ...plainCase, name, batch, steps: time };
        const run = (mask: Float32Array) => {
          const inputs = { ...tensorsOf(c, randomValues(c)), mask: tf.tensor2d(mask, [batch, time]) };
          const { forward, backward } = runBoth(c, inputs);
          return Promise.all([...forward.slice(0, 1), ...backward].map((tensor) => tensor.data()));
        };
        const expected = await run(masks(() => 1));
        expect(await run(masks((t) => yes[t]!))).toEqual(expected);
      });

      test.each(cells)('of %s says yes by any number but 0, and keeps padding unread', async (name, cell) => {
        const rng = seeded(2);
        const x = Float32Array.from({ length: batch * time * 3 }, () => rng() - 0.5);
        const padded = (padding: number) =>
          x.map((value, i) => {
            const step = Math.floor(i / 3);
            return taken(Math.floor(step / time), step % time) ? value : padding;
          });
        const plain = tf.tensor2d(
          masks(() => 1),
          [batch, time],
        );
        const expected = await results(cell, padded(0), plain, cell.step && 'step');
        for (const method of name === 'skip-rnn' ? (['step'] as const) : [undefined, 'step' as const]) {
          if (method === 'step' && !cell.step) continue;
          for (const mask of [
            tf.tensor2d(
              masks((t) => yes[t]!),
              [batch, time],
            ),
            tf.cast(plain, 'bool') as tf.Tensor2D,
            tf.cast(plain, 'int32') as tf.Tensor2D,
          ]) {
            for (const padding of [7, Number.NaN, Number.POSITIVE_INFINITY]) {
              const received = await results(cell, padded(padding), mask, method);
              for (const [index, numbers] of received.entries()) {
                expect(numbers).toHaveLength(expected[index]!.length);
                numbers.forEach((number, i) => {
                  expect(number, `${method}, ${padding}, tensor ${index}[${i}]`).toBeCloseTo(
                    expected[index]![i]!,
                    5,
                  );
                });
              }
            }
          }
        }
      });

      test.each(['fused', 'step'] as const)('or none: an empty batch is refused by %s', (method) => {
        const cell = lstmCell(size);
        const params = cell.init(seeded(1));
        for (const [shape, words] of [
          [[0, 5, 3], '[0, 5, 3]'],
          [[3, 0, 3], '[3, 0, 3]'],
        ] as [[number, number, number], string][]) {
          const run = (options: object) => () =>
            unroll(cell, params, tf.zeros(shape), { method, ...options });
          for (const options of [{}, { mask: tf.zeros([shape[0], shape[1]]) }]) {
            expect(run(options)).toThrow(ShapeError);
            expect(run(options)).toThrow(
              `unroll: inputs must have shape [batch, time, 3] with no empty axis, received ${words}`,
            );
          }
        }
      });
    },
    on,
  );
}
