import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { registerKernels } from '../src/index.js';

const operations = ['Add', 'Sub', 'Multiply', 'RealDiv'];
const values = [0, -0, 1, -2.5, 1e-40, 3e38, Number.NaN, Number.POSITIVE_INFINITY, 0.1, 7];
const matrix = () => tf.tensor2d(values, [2, 5]);
const sides: [string, () => tf.Tensor, () => tf.Tensor][] = [
  ['two of one shape', matrix, () => tf.tensor2d([...values].reverse(), [2, 5])],
  ['a scalar and a matrix', () => tf.scalar(0.1), matrix],
  ['a matrix and a scalar', matrix, () => tf.scalar(-3)],
  ['two scalars', () => tf.scalar(2), () => tf.scalar(3)],
  ['nothing', () => tf.zeros([0, 3]), () => tf.zeros([0, 3])],
  ['a row for every row', matrix, () => tf.tensor1d([1, 2, 3, 4, 5])],
  ['a column for every column', () => tf.tensor2d([1, 2], [2, 1]), matrix],
  ['integers', () => tf.tensor1d([7, 8], 'int32'), () => tf.tensor1d([2, 3], 'int32')],
  ['one element and a vector', () => tf.tensor1d([4]), () => tf.tensor1d([2, 3])],
];

async function results() {
  const all: unknown[] = [];
  for (const name of operations) {
    for (const [title, a, b] of sides) {
      const result = tf.engine().runKernel<tf.Tensor>(name, { a: a(), b: b() });
      all.push([name, title, result.shape, result.dtype, await result.data()]);
    }
  }
  return all;
}

it('sums, differences, products and quotients on the cpu backend are those of TensorFlow.js to the bit', async () => {
  await tf.setBackend('cpu');
  const theirs = await results();
  await registerKernels();
  expect(await results()).toEqual(theirs);
});

it('what does not fit is refused as before', () => {
  for (const name of operations)
    expect(() => tf.engine().runKernel(name, { a: tf.zeros([2, 3]), b: tf.zeros([3, 2]) })).toThrow(
      'could not be broadcast',
    );
});
