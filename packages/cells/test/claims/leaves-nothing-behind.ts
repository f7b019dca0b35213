import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  adam,
  chain,
  clipByGlobalNorm,
  gruCell,
  lastStep,
  lruCell,
  lstmCell,
  minGruCell,
  minLstmCell,
  type Recurrence,
  readout,
  rnnCell,
  sequenceMask,
  unroll,
  valueAndGradients,
} from '../../src/index.js';
import { backends, onEveryBackend } from '../backends.js';
import { randomTensor, seeded } from '../numbers.js';

const size = { inputSize: 2, hiddenSize: 3 };
const cells: Recurrence[] = [
  rnnCell(size),
  gruCell(size),
  gruCell({ ...size, resetAfter: false }),
  lstmCell(size),
  minGruCell(size),
  minLstmCell(size),
  lruCell(size),
];

export function leavesNothingBehind(steps: number, on = backends): void {
  onEveryBackend(
    'training',
    () => {
      test(`leaves no tensor behind after ${steps} steps`, async () => {
        for (const cell of cells) {
          const rng = seeded(1);
          const head = readout({ hiddenSize: 3, outputSize: 1 });
          let params = { cell: cell.init(rng), head: head.init(rng) };
          const x = randomTensor<tf.Rank.R3>(rng, [2, 3, 2]);
          const mask = sequenceMask([3, 2], 3);
          const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 0.01 }));
          let state = optimizer.init(params);
          const train = () => {
            const { value, gradients } = valueAndGradients((params) => {
              const { outputs } = unroll(cell, params.cell, x, { mask });
              return tf.sum(tf.square(head.apply(params.head, lastStep(outputs))));
            }, params);
            const next = optimizer.update(gradients, state, params, 0);
            tf.dispose([value, gradients, params, state]);
            [params, state] = next;
          };
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
