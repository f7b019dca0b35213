import * as tf from '@tensorflow/tfjs';
import { registerKernels } from '@unrolled/kernels';
import { expect, test } from 'vitest';
import { lstmCell, ShapeError, unroll } from '../src/index.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

const cell = lstmCell({ inputSize: 3, hiddenSize: 4 });
const params = cell.init(seeded(1));
const x = randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 3]);
const gradient = (method: 'fused' | 'step') =>
  tf.grad((inputs) => tf.sum(tf.square(unroll(cell, params, inputs as tf.Tensor3D, { method }).outputs)))(x);

test.each([
  ['forward kernel', 'LstmSequence'],
  ['gradient kernel', 'LstmSequenceGrad'],
])('a backend that has only the %s gets the composition for both', async (_, kernelName) => {
  await tf.setBackend('cpu');
  await registerKernels({ kernels: false });
  for (const name of ['LstmSequence', 'LstmSequenceGrad'])
    if (tf.getKernel(name, 'cpu')) tf.unregisterKernel(name, 'cpu');
  tf.registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc() {
      throw new Error('half a pair was used');
    },
  });
  expect(await largestDifference(gradient('fused'), gradient('step'))).toBeLessThan(1e-5);
});

test.each(['fused', 'step'] as const)(
  'by %s an empty batch and a sequence of no steps are refused in the same words',
  (method) => {
    for (const shape of [
      [0, 5, 3],
      [2, 0, 3],
    ] as const) {
      const run = () => unroll(cell, params, tf.zeros<tf.Rank.R3>([...shape]), { method });
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(
        `unroll: inputs must have shape [batch, time, 3] with no empty axis, received [${shape.join(', ')}]`,
      );
    }
  },
);
