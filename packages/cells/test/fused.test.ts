import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  type Cell,
  lstmCell,
  type Method,
  rnnCell,
  sequenceMask,
  type TensorTree,
  unroll,
} from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, seeded } from './numbers.js';

const sizes = { inputSize: 3, hiddenSize: 4 };
const cells: [string, Cell][] = [
  ...(['tanh', 'relu', 'sigmoid', 'identity', 'step'] as const).map((activation): [string, Cell] => [
    `rnn ${activation}`,
    rnnCell({ ...sizes, activation }),
  ]),
  ['rnn without bias', rnnCell({ ...sizes, useBias: false })],
  ['lstm', lstmCell(sizes)],
  ['lstm without bias', lstmCell({ ...sizes, useBias: false })],
];
const options = [
  { title: 'plainly' },
  { title: 'in reverse', reverse: true },
  { title: 'with a mask', lengths: [5, 2, 0] },
  { title: 'in reverse with a mask', reverse: true, lengths: [1, 5, 3] },
];

/** A loss in which every output and every final state counts differently, and all of its gradients. */
export function lossAndGradients(
  cell: Cell,
  params: TensorTree,
  x: tf.Tensor3D,
  state: TensorTree,
  method: Method,
  { reverse = false, lengths }: { reverse?: boolean; lengths?: number[] } = {},
): tf.Tensor[] {
  const leaves = [...leavesOf(params), ...leavesOf(state), x];
  const weigh = (tensor: tf.Tensor) =>
    tf.sum(tf.mul(tensor, tf.cos(tf.reshape(tf.range(0, tensor.size), tensor.shape))));
  const loss = (...tensors: tf.Tensor[]) => {
    const count = leavesOf(params).length;
    const { outputs, finalState } = unroll(cell, withLeaves(params, tensors), tensors.at(-1) as tf.Tensor3D, {
      initialState: withLeaves(state, tensors.slice(count)),
      method,
      reverse,
      ...(lengths && { mask: sequenceMask(lengths, x.shape[1]) }),
    });
    return tf.addN([outputs, ...leavesOf(finalState)].map(weigh)) as tf.Scalar;
  };
  const { value, grads } = tf.valueAndGrads(loss)(leaves);
  return [value, ...grads];
}

onEveryBackend('the fused method', () => {
  test.each(cells)('gives the numbers and gradients of the steps: %s', async (_, cell) => {
    const rng = seeded(7);
    const params = cell.init(rng);
    const x = tf.tensor3d(
      Array.from({ length: 3 * 5 * 3 }, () => rng() * 2 - 1),
      [3, 5, 3],
    );
    const state = withLeaves(
      cell.initialState(3),
      leavesOf(cell.initialState(3)).map(({ shape }) => tf.tensor(Array.from({ length: 12 }, rng), shape)),
    );
    for (const { title, ...option } of options) {
      const fused = lossAndGradients(cell, params, x, state, 'fused', option);
      const steps = lossAndGradients(cell, params, x, state, 'step', option);
      for (const [index, tensor] of fused.entries()) {
        expect(await largestDifference(tensor, steps[index]!), `${title}, tensor ${index}`).toBeLessThan(
          1e-5,
        );
      }
    }
  });
});
