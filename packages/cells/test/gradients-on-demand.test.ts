import * as tf from '@tensorflow/tfjs';
import { expect, test, vi } from 'vitest';
import { gradientsOnDemand } from '../src/ops/gradients-on-demand.js';

const gradients = (withX: boolean): Record<string, tf.Tensor> => ({
  ...(withX && { x: tf.scalar(1) }),
  kernel: tf.scalar(2),
  bias: tf.scalar(3),
});
const numberOf = (gradient: () => tf.Tensor) => tf.tidy(gradient).dataSync()[0];

test('asked for in the order of tfjs, they are computed once, that of x only where it comes first', () => {
  for (const wanted of [
    ['x', 'kernel', 'bias'],
    ['kernel', 'bias'],
  ]) {
    const compute = vi.fn(gradients);
    const onDemand = gradientsOnDemand(['x', 'kernel', 'bias'], compute, {});
    expect(compute).not.toHaveBeenCalled();
    for (const name of wanted) {
      expect(name in onDemand).toBe(true);
      expect(numberOf(onDemand[name]!)).toBe({ x: 1, kernel: 2, bias: 3 }[name]);
    }
    expect(compute.mock.calls).toEqual([[wanted[0] === 'x']]);
  }
});

test('asked for otherwise they are right as well', () => {
  const onDemand = gradientsOnDemand(['x', 'kernel', 'bias'], gradients, {});
  expect(numberOf(onDemand.bias!)).toBe(3); // disposes the others with its scope
  expect(numberOf(onDemand.kernel!)).toBe(2);
  expect(numberOf(onDemand.x!)).toBe(1);
});

test('what costs nothing is there without computing, anything else is not there', () => {
  const compute = vi.fn(gradients);
  const onDemand = gradientsOnDemand(['x'], compute, { mask: () => tf.scalar(0) });
  expect('mask' in onDemand).toBe(true);
  expect(numberOf(onDemand.mask!)).toBe(0);
  expect('toString' in onDemand).toBe(false);
  expect(compute).not.toHaveBeenCalled();
});
