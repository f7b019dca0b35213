import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  bidirectional,
  gruCell,
  lstmCell,
  type Recurrence,
  rnnCell,
  stackCells,
  unroll,
} from '../../src/index.js';
import { leavesOf, mapTree, withLeaves } from '../../src/tensor-tree.js';
import { backends, onEveryBackend } from '../backends.js';
import { largestDifference, randomTensor, seeded } from '../numbers.js';

const size = { inputSize: 3, hiddenSize: 4 };
const above = { inputSize: 4, hiddenSize: 5 };
const [batch, time] = [2, 6];
const inputs = [batch, time, 3] as [number, number, number];
const cells: [string, Recurrence][] = [
  ['rnn', rnnCell(size)],
  ['gru', gruCell(size)],
  ['gru with the reset before', gruCell({ ...size, resetAfter: false })],
  ['lstm', lstmCell(size)],
];

/** For every gradient kernel that runs in `run`, in order, the shapes of what it reads and of what it gives. */
async function gradientKernels(run: () => unknown): Promise<{ reads: number[][]; gives: number[][] }[]> {
  const { kernels } = await tf.profile(() => {
    tf.tidy(() => {
      run();
    });
    return tf.scalar(0);
  });
  return kernels
    .filter(({ name }) => name.endsWith('SequenceGrad'))
    .map(({ inputShapes, outputShapes }) => ({
      reads: inputShapes as number[][],
      gives: outputShapes as number[][],
    }));
}

const count = (shapes: number[][], shape: number[]) =>
  shapes.filter((other) => `${other}` === `${shape}`).length;

/** A loss of the parameters, differentiated by them as an optimizer does. */
function trainOn(cell: Recurrence, x: () => tf.Tensor3D, extra: tf.Variable[] = []): () => unknown {
  const params = mapTree(cell.init(seeded(1)), (leaf) => tf.variable(leaf));
  const variables = [...(leavesOf(params) as tf.Variable[]), ...extra];
  return () =>
    tf.variableGrads(() => tf.sum(tf.square(unroll(cell, params, x()).outputs)) as tf.Scalar, variables);
}

/** Backward passes compute no more than somebody asks for. */
export function computesWhatIsAsked(on = backends, { zerosAreSkipped = true } = {}): void {
  onEveryBackend(
    'the backward pass',
    () => {
      const data = () => randomTensor<tf.Rank.R3>(seeded(2), inputs);

      test.each(cells)('of %s leaves out the gradient of inputs that are data', async (_, cell) => {
        const [kernel] = await gradientKernels(trainOn(cell, data));
        expect(count(kernel!.gives, inputs)).toBe(0);
        expect(count(kernel!.gives, [batch, cell.hiddenSize])).toBeGreaterThan(0);
      });

      test.each(cells)('of %s computes it where somebody differentiates by the inputs', async (_, cell) => {
        const [kernel] = await gradientKernels(() => {
          const params = cell.init(seeded(1));
          const loss = (x: tf.Tensor) => tf.sum(unroll(cell, params, x as tf.Tensor3D).outputs);
          return tf.grad(loss)(data());
        });
        expect(count(kernel!.gives, inputs)).toBe(1);
      });

      test.each(cells)('of %s computes it where the inputs come from a parameter', async (_, cell) => {
        const scale = tf.variable(tf.scalar(0.5));
        const [kernel] = await gradientKernels(trainOn(cell, () => tf.mul(data(), scale), [scale]));
        expect(count(kernel!.gives, inputs)).toBe(1);
      });

      test('of a stack computes it for every layer but the lowest', async () => {
        const stack = stackCells([lstmCell(size), gruCell(above), rnnCell({ inputSize: 5, hiddenSize: 2 })]);
        const kernels = await gradientKernels(trainOn(stack, data));
        const below = [5, 4, 3].map((width) => [batch, time, width]);
        expect(kernels.map(({ gives }, index) => count(gives, below[index]!))).toEqual([1, 1, 0]);
      });

      test('of a bidirectional pair leaves it out both ways, and above another pair computes it', async () => {
        const pair = bidirectional(lstmCell(size));
        const upper = bidirectional(gruCell({ inputSize: 8, hiddenSize: 2 }));
        const kernels = await gradientKernels(trainOn(stackCells([pair, upper]), data));
        const below = [8, 8, 3, 3].map((width) => [batch, time, width]);
        expect(kernels.map(({ gives }, index) => count(gives, below[index]!))).toEqual([1, 1, 0, 0]);
      });

      test.runIf(zerosAreSkipped)(
        'of an lstm reads a gradient of the cell state only where something depends on it',
        async () => {
          const cell = lstmCell(size);
          const params = cell.init(seeded(1));
          const hiddenSized = [batch, time, cell.hiddenSize]; // hidden, cell, dHidden and dCell
          for (const [read, tensors] of [
            ['h', 3],
            ['c', 4],
          ] as const) {
            const loss = (x: tf.Tensor) => tf.sum(unroll(cell, params, x as tf.Tensor3D).finalState[read]);
            const [kernel] = await gradientKernels(() => tf.grad(loss)(data()));
            expect(count(kernel!.reads, hiddenSized)).toBe(tensors);
          }
        },
      );

      test.each(cells)('of %s, which nobody asks for, has nothing kept for it', async (_, cell) => {
        const params = cell.init(seeded(1));
        const { kernels } = await tf.profile(() => {
          tf.tidy(() => {
            unroll(cell, params, data());
          });
          return tf.scalar(0);
        });
        const forward = kernels.filter(({ name }) => name.endsWith('Sequence'));
        expect(forward.length).toBe(1);
        const outputs = forward[0]!.outputShapes as number[][];
        const reserved = outputs.filter((shape) => `${shape}` !== `${[batch, time, cell.hiddenSize]}`);
        expect(reserved).toEqual(cell.kind === 'rnn' ? [] : [[0]]);
      });

      test('from the cell state of an lstm alone is right', async () => {
        const cell = lstmCell(size);
        const params = cell.init(seeded(1));
        const gradients = (['fused', 'step'] as const).map((method) =>
          tf.grads((...leaves: tf.Tensor[]) => {
            const x = leaves.at(-1) as tf.Tensor3D;
            return tf.sum(tf.square(unroll(cell, withLeaves(params, leaves), x, { method }).finalState.c));
          })([...leavesOf(params), data()]),
        );
        for (const [index, gradient] of gradients[0]!.entries())
          expect(await largestDifference(gradient, gradients[1]![index]!)).toBeLessThan(1e-5);
      });
    },
    on,
  );
}
