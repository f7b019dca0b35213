import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  clipByGlobalNorm,
  gruCell,
  lastStep,
  lstmCell,
  type Recurrence,
  readout,
  rnnCell,
  sequenceMask,
  unroll,
} from '../../src/index.js';
import { leavesOf, mapTree } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { randomTensor, seeded } from '../numbers.js';

const size = { inputSize: 2, hiddenSize: 3 };
const cells: Recurrence[] = [
  rnnCell(size),
  gruCell(size),
  gruCell({ ...size, resetAfter: false }),
  lstmCell(size),
];

export function leavesNothingBehind(steps: number, on = backends): void {
  onEveryBackend(
    'training',
    () => {
      test(`leaves no tensor behind after ${steps} steps`, async () => {
        for (const cell of cells) {
          const rng = seeded(1);
          const head = readout({ hiddenSize: 3, outputSize: 1 });
          const params = mapTree({ cell: cell.init(rng), head: head.init(rng) }, (leaf) => tf.variable(leaf));
          const x = randomTensor<tf.Rank.R3>(rng, [2, 3, 2]);
          const mask = sequenceMask([3, 2], 3);
          const optimizer = tf.train.adam(0.01);
          const train = () =>
            tf.tidy(() => {
              const { grads } = tf.variableGrads(() => {
                const { outputs } = unroll(cell, params.cell, x, { mask });
                return tf.sum(tf.square(head.apply(params.head as never, lastStep(outputs)))) as tf.Scalar;
              }, leavesOf(params) as tf.Variable[]);
              optimizer.applyGradients(clipByGlobalNorm(grads as tf.NamedTensorMap, 1).gradients as never);
            });
          train();
          const before = { ...tf.memory() };
          for (let step = 0; step < Math.ceil(steps / cells.length); step++) train();
          expect(tf.memory().numTensors).toBe(before.numTensors);
          expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
        }
      });

      test('without a scope around it, unroll leaves only its results', () => {
        const cell = lstmCell(size);
        const params = cell.init(seeded(1));
        const x = tf.zeros<tf.Rank.R3>([2, 3, 2]);
        for (const method of ['fused', 'step'] as const) {
          const before = tf.memory().numTensors;
          unroll(cell, params, x, { method });
          expect(tf.memory().numTensors - before).toBe(3); // outputs, h and c
        }
      });
    },
    on,
  );
}
