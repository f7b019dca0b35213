import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  type Cell,
  gruCell,
  lastStep,
  lstmCell,
  rnnCell,
  sequenceMask,
  skipRnnCell,
  stackCells,
  stateGradientNorms,
  stateJacobian,
  unroll,
} from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

const size = { inputSize: 2, hiddenSize: 3 };
const cells: Cell[] = [
  rnnCell(size),
  gruCell(size),
  lstmCell(size),
  skipRnnCell({ ...size, skip: 3 }),
  stackCells([gruCell(size), rnnCell({ inputSize: 3, hiddenSize: 3 })]),
];
const inputs = () => randomTensor<tf.Rank.R3>(seeded(1), [2, 6, 2]);

/** The state after step t, and the outputs of all steps after it as a function of that state. */
function cut(cell: Cell, params: ReturnType<Cell['init']>, t: number) {
  const [before, after] = tf.split(inputs(), [t + 1, 5 - t], 1) as [tf.Tensor3D, tf.Tensor3D];
  const state = unroll(cell, params, before).finalState;
  const rest = (...leaves: tf.Tensor[]) =>
    unroll(cell, params, after, { initialState: withLeaves(state, leaves), method: 'step' }).outputs;
  return { leaves: leavesOf(state), rest };
}

onEveryBackend('sensitivity to the state', () => {
  test.each(cells)('of $kind: the norms are those of the gradient by each state', async (cell) => {
    const params = cell.init(seeded(2));
    const norms = leavesOf(
      stateGradientNorms(cell, params, inputs(), ({ outputs }) => tf.sum(tf.square(lastStep(outputs)))),
    );
    const { leaves, rest } = cut(cell, params, 1);
    const used = leaves.map((_, part) => part);
    const gradients = tf.grads((...state: tf.Tensor[]) => tf.sum(tf.square(lastStep(rest(...state)))))(
      leaves,
    );
    for (const part of used) {
      expect(norms[part]!.shape).toEqual([6]);
      const atOne = tf.reshape(tf.slice(norms[part]!, [1], [1]), []);
      expect(await largestDifference(atOne, tf.norm(gradients[part]!))).toBeLessThan(1e-4);
    }
  });

  test.each(cells)('of $kind: nothing arrives where a mask takes no step', async (cell) => {
    const params = cell.init(seeded(2));
    const loss = ({ outputs }: { readonly outputs: tf.Tensor3D }) => tf.sum(tf.square(lastStep(outputs)));
    const short = tf.slice(inputs(), [0, 0, 0], [2, 4, 2]);
    const mask = sequenceMask([4, 4], 6);
    const padded = leavesOf(stateGradientNorms(cell, params, inputs(), loss, { mask }));
    for (const [part, norms] of leavesOf(stateGradientNorms(cell, params, short, loss)).entries()) {
      expect(await largestDifference(padded[part]!, tf.concat([norms, tf.zeros([2])]))).toBeLessThan(1e-6);
    }
  });

  test('of a cell that is an instance of a class: the norms are those of the same cell as a record', async () => {
    const record = rnnCell(size);
    class Instance implements Cell {
      readonly kind = record.kind;
      readonly init = record.init;
      get inputSize() {
        return record.inputSize;
      }
      get hiddenSize() {
        return record.hiddenSize;
      }
      initialState(batchSize: number) {
        return record.initialState(batchSize);
      }
      step(...[params, state, x]: Parameters<Cell['step']>) {
        return record.step(params as never, state as never, x);
      }
    }
    const params = record.init(seeded(2));
    const loss = ({ outputs }: { readonly outputs: tf.Tensor3D }) => tf.sum(lastStep(outputs));
    const [of, as] = [new Instance(), record].map(
      (cell) => leavesOf(stateGradientNorms(cell as Cell, params, inputs(), loss))[0]!,
    );
    expect(await largestDifference(of!, as!)).toBe(0);
  });

  test.each(cells)('of $kind: the Jacobian is that of central differences', async (cell) => {
    const params = cell.init(seeded(2));
    const { leaves, rest } = cut(cell, params, 2);
    const jacobians = leavesOf(stateJacobian(cell, params, inputs(), { from: 2 }));
    for (const [part, leaf] of leaves.entries()) {
      const units = leaf.shape[1]!;
      const columns = Array.from({ length: units }, (_, unit) => {
        const nudge = tf.mul(tf.oneHot([unit], units), 1e-2);
        const at = (sign: number) =>
          lastStep(
            rest(...leaves.map((other, k) => (k === part ? tf.add(other, tf.mul(nudge, sign)) : other))),
          );
        return tf.div(tf.sub(at(1), at(-1)), 2e-2);
      });
      expect(jacobians[part]!.shape).toEqual([2, 3, units]);
      expect(await tf.max(tf.abs(tf.sub(jacobians[part]!, tf.stack(columns, 2)))).data()).toSatisfy(
        ([difference]: Float32Array) => difference! < 2e-3,
      );
    }
  });

  test('of a linear rnn: the Jacobian over k steps is the k-th power of the recurrent kernel', async () => {
    const cell = rnnCell({ ...size, activation: 'identity', recurrentInitializer: 'glorot' });
    const params = cell.init(seeded(2));
    const { h } = stateJacobian(cell, params, inputs(), { from: 2 });
    const R = params.recurrentKernel;
    const power = tf.transpose(tf.matMul(R, tf.matMul(R, R)));
    expect(await largestDifference(h, tf.stack([power, power]))).toBeLessThan(1e-5);
  });

  test('of an orthogonal linear rnn: gradients neither vanish nor explode', async () => {
    const cell = rnnCell({ ...size, activation: 'identity' });
    const { h } = stateGradientNorms(cell, cell.init(seeded(2)), inputs(), ({ outputs }) =>
      tf.sum(lastStep(outputs)),
    );
    expect(await largestDifference(h, tf.fill([6], Math.sqrt(6)))).toBeLessThan(1e-5);
  });

  test('leaves nothing but its result behind, and refuses a step that is none', () => {
    const cell = lstmCell(size);
    const params = cell.init(seeded(2));
    const x = inputs();
    const before = tf.memory().numTensors;
    stateJacobian(cell, params, x, { from: 0 });
    stateGradientNorms(cell, params, x, ({ finalState }) => tf.sum(finalState.c));
    expect(tf.memory().numTensors - before).toBe(4);
    expect(() => stateJacobian(cell, params, x, { from: 5 })).toThrow(
      'stateJacobian: from must be a step in [0, 4], received 5',
    );
  });
});
