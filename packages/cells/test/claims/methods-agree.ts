import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
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
  sequenceMask,
  skipRnnCell,
  stackCells,
  type TensorTree,
  unroll,
} from '../../src/index.js';
import { leavesOf, mapTree, withLeaves } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { largestDifference, randomTensor, seeded, weighed } from '../numbers.js';

const size = { inputSize: 3, hiddenSize: 4 };
const above = { inputSize: 4, hiddenSize: 2 };
const cells: [string, Recurrence][] = [
  ...(['tanh', 'relu', 'sigmoid', 'identity', 'step'] as const).map((activation): [string, Recurrence] => [
    `rnn ${activation}`,
    rnnCell({ ...size, activation }),
  ]),
  ['rnn without bias', rnnCell({ ...size, useBias: false })],
  ['gru', gruCell({ ...size, biasInitializer: 'uniform' })],
  ['gru without bias', gruCell({ ...size, useBias: false })],
  ['gru with the reset before', gruCell({ ...size, resetAfter: false, biasInitializer: 'uniform' })],
  ['gru with the reset before, without bias', gruCell({ ...size, resetAfter: false, useBias: false })],
  ['lstm', lstmCell(size)],
  ['lstm without bias', lstmCell({ ...size, useBias: false })],
  ['min-gru', minGruCell({ ...size, biasInitializer: 'uniform' })],
  ['min-gru without bias', minGruCell({ ...size, useBias: false })],
  ['min-lstm', minLstmCell({ ...size, biasInitializer: 'uniform' })],
  ['min-lstm without bias', minLstmCell({ ...size, useBias: false })],
  ['lru', lruCell({ ...size, biasInitializer: 'uniform' })],
  ['lru without bias, linear', lruCell({ ...size, useBias: false, activation: 'identity' })],
  ['stack', stackCells([gruCell(size), rnnCell(above)])],
  [
    'stack with dropout',
    stackCells([gruCell(size), lstmCell(above), rnnCell({ inputSize: 2, hiddenSize: 3 })], { dropout: 0.4 }),
  ],
  ['stack with a skip', stackCells([lstmCell(size), skipRnnCell(above)])],
  ['stack of scans', stackCells([lruCell(size), minGruCell(above)])],
  ['bidirectional', bidirectional(lstmCell(size), lstmCell({ inputSize: 3, hiddenSize: 2 }))],
];
const variants = [
  { title: 'plainly' },
  { title: 'in reverse', reverse: true },
  { title: 'with a mask', lengths: [5, 2, 0] },
  { title: 'in reverse with a mask', reverse: true, lengths: [1, 5, 3] },
];

/** A loss of all outputs and final states, and its gradients by the parameters, the initial state and the input. */
function lossAndGradients(
  cell: Recurrence,
  [params, state, x]: [TensorTree, TensorTree, tf.Tensor3D],
  method: Method | undefined,
  { reverse = false, lengths }: { reverse?: boolean; lengths?: number[] },
): tf.Tensor[] {
  const count = leavesOf(params).length;
  const { value, grads } = tf.valueAndGrads((...leaves: tf.Tensor[]) => {
    const { outputs, finalState } = unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, {
      initialState: withLeaves(state, leaves.slice(count)),
      rng: seeded(3),
      reverse,
      ...(method && { method }),
      ...(lengths && { mask: sequenceMask(lengths, x.shape[1]) }),
    });
    return weighed([outputs, ...leavesOf(finalState)]);
  })([...leavesOf(params), ...leavesOf(state), x]);
  return [value, ...grads];
}

/** What the derivation by hand is worth: it gives what automatic differentiation gives. */
export function methodsAgree(tolerance: number, on = backends): void {
  onEveryBackend(
    'the methods',
    () => {
      test.each(cells)(
        'by sequence and by step agree in every number and gradient: %s',
        async (title, cell) => {
          const rng = seeded(7);
          const state = mapTree(cell.initialState(3), ({ shape }) => randomTensor(rng, shape));
          const point: [TensorTree, TensorTree, tf.Tensor3D] = [
            cell.init(rng),
            state,
            randomTensor<tf.Rank.R3>(rng, [3, 5, 3]),
          ];
          const bySequence = title.includes('skip') ? undefined : 'fused';
          for (const { title, ...variant } of variants) {
            const steps = lossAndGradients(cell, point, 'step', variant);
            for (const [index, tensor] of lossAndGradients(cell, point, bySequence, variant).entries()) {
              const difference = await largestDifference(tensor, steps[index]!);
              expect(difference, `${title}, tensor ${index}`).toBeLessThan(tolerance);
            }
          }
        },
      );
    },
    on,
  );
}
