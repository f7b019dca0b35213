import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { registerKernels } from '../src/index.js';
import { generator } from './random-sequence.js';

beforeAll(async () => {
  await registerKernels();
  await tf.setBackend('cpu');
});

const random = generator(1);
const tensor = (shape: number[]) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length }, () => random() - 0.5),
    shape,
  );
};
const weights = { inputKernel: tensor([2, 12]), recurrentKernel: tensor([3, 12]) };

/** A forward pass on other numbers each time; the caller disposes its reserve. */
function forward(steps = 4): { reserve: tf.Tensor; inputs: tf.NamedTensorMap } {
  const inputs = {
    ...weights,
    x: tensor([5, steps, 2]),
    initialHidden: tensor([5, 3]),
    initialCell: tensor([5, 3]),
  };
  const [hidden, cell, reserve] = tf
    .engine()
    .runKernel<tf.Tensor[]>('LstmSequence', inputs, { reverse: false });
  return { reserve: reserve!, inputs: { ...inputs, hidden: hidden!, cell: cell!, dHidden: hidden! } };
}
/** The array in which the backend keeps the numbers. */
const numbers = (of: tf.Tensor) => of.dataSync();

it('a reserve keeps its numbers for as long as its tensor or a clone of it lives', () => {
  const first = forward();
  const before = numbers(first.reserve).slice();
  const clone = tf.clone(first.reserve);
  first.reserve.dispose();
  const others = [forward(), forward()];
  expect(numbers(clone)).toEqual(before);
  tf.dispose([clone, ...others.map(({ reserve }) => reserve)]);
});

it('two passes forward and then two backward give what one after the other gives', () => {
  const attributes = { reverse: false, inputGradient: true };
  const backward = ({ inputs, reserve }: ReturnType<typeof forward>) =>
    tf
      .engine()
      .runKernel<tf.Tensor[]>('LstmSequenceGrad', { ...inputs, reserve }, attributes)
      .map((gradient) => numbers(gradient).slice());
  const first = forward();
  const alone = backward(first);
  const second = forward();
  expect(backward(first)).toEqual(alone);
  expect(backward(second)).not.toEqual(alone);
  tf.dispose([first.reserve, second.reserve]);
});

it('the next pass uses the array of a reserve that is gone, one of another size lets it go', () => {
  const arrayOf = (steps: number) => {
    const { reserve } = forward(steps);
    const array = numbers(reserve);
    reserve.dispose();
    return array;
  };
  const array = arrayOf(4);
  expect(arrayOf(4)).toBe(array);
  expect(arrayOf(6)).not.toBe(array);
  expect(arrayOf(4)).not.toBe(array);
});
