import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerKernels } from '../src/index.js';

const rmsprop = { learningRate: 0.01, decay: 0.9, momentum: 0.5, epsilon: 1e-7 };
const adam = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Each kernel: its state, what all parameters share after a number of steps, its attributes, and its oracle. */
const kernels = {
  SgdUpdate: { state: [], attributes: { learningRate: 0.1 }, oracle: () => tf.train.sgd(0.1) },
  MomentumUpdate: {
    state: ['accumulation'],
    shared: () => ({ factor: tf.scalar(0.9) }),
    attributes: { learningRate: 0.1, nesterov: true },
    oracle: () => tf.train.momentum(0.1, 0.9, true),
  },
  RmspropUpdate: {
    state: ['meanSquare', 'moment'],
    attributes: rmsprop,
    oracle: () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7),
  },
  AdamUpdate: {
    state: ['first', 'second'],
    shared: (step: number) => {
      const power = (beta: number) => {
        let product = tf.scalar(beta);
        for (let t = 0; t < step; t++) product = tf.mul(product, beta);
        return product;
      };
      return { power1: power(0.9), power2: power(0.999) };
    },
    attributes: adam,
    oracle: () => tf.train.adam(0.01, 0.9, 0.999, 1e-7),
  },
} as Record<
  string,
  {
    state: string[];
    shared?: (step: number) => tf.NamedTensorMap;
    attributes: Record<string, number | boolean>;
    oracle: () => tf.Optimizer;
  }
>;

const shapes: [number, number][] = [
  [3, 4],
  [1, 1],
  [7, 3],
];
const start = () =>
  shapes.map(([rows, columns], i) => tf.cos(tf.reshape(tf.range(i, i + rows * columns), [rows, columns])));
const gradientAt = (value: tf.Tensor, step: number) => tf.sin(tf.mul(value, step + 2));
const numbers = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);

beforeAll(async () => {
  await registerKernels();
});

describe.each(['wasm', 'cpu'])('on the %s backend', (backendName) => {
  beforeAll(async () => {
    await tf.setBackend(backendName);
  });

  it.each(Object.entries(kernels))(
    '%s has the values and state of tf.train over three steps, to the bit',
    async (kernel, { state, shared, attributes, oracle }) => {
      const optimizer = oracle();
      const variables = start().map((value) => tf.variable(value));
      let parameters = start().map((value) => [value, ...state.map(() => tf.zerosLike(value))]);
      for (let step = 0; step < 3; step++) {
        optimizer.applyGradients(
          variables.map((variable) => ({ name: variable.name, tensor: gradientAt(variable, step) })),
        );
        const inputs: tf.NamedTensorMap = { ...shared?.(step) };
        parameters.forEach(([value, ...moments], i) => {
          inputs[`value${i}`] = value!;
          inputs[`gradient${i}`] = gradientAt(value!, step);
          state.forEach((name, k) => {
            inputs[`${name}${i}`] = moments[k]!;
          });
        });
        const attrs = { ...attributes, parameters: shapes.length };
        const outputs = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attrs);
        const each = 1 + state.length;
        parameters = shapes.map((_, i) => outputs.slice(i * each, (i + 1) * each));
      }
      const [, ...weights] = await optimizer.getWeights();
      expect(numbers(parameters.map(([value]) => value!))).toEqual(numbers(variables));
      const moments = state.flatMap((_, k) => parameters.map((tensors) => tensors[k + 1]!));
      expect(numbers(moments)).toEqual(numbers(weights.map(({ tensor }) => tensor)));
      tf.disposeVariables();
    },
  );

  it('an update leaves a clone of a parameter as it was', () => {
    const parameter = tf.ones([5]);
    const clone = tf.clone(parameter);
    const inputs = { value0: parameter, gradient0: tf.ones([5]) };
    tf.engine().runKernel('SgdUpdate', inputs, { learningRate: 0.1, parameters: 1 });
    expect([...clone.dataSync()]).toEqual([1, 1, 1, 1, 1]);
  });
});
