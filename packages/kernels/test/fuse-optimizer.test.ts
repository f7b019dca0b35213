import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fuseOptimizer, registerKernels } from '../src/index.js';

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  'momentum with Nesterov': () => tf.train.momentum(0.1, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7),
  'rmsprop, centered': () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
  adam: () => tf.train.adam(0.01, 0.9, 0.999, 1e-7),
  adagrad: () => tf.train.adagrad(0.1),
};

const shapes: [number, number][] = [
  [3, 4],
  [1, 1],
  [7, 3],
];

/** Three steps on a small problem of three parameters, of which the last gets no gradient in the second step. */
async function train(
  optimizer: tf.Optimizer,
): Promise<{ values: number[][]; state: number[][]; names: string[] }> {
  const parameters = shapes.map(([rows, columns], i) =>
    tf.variable(tf.cos(tf.reshape(tf.range(i, i + rows * columns), [rows, columns]))),
  );
  for (let step = 0; step < 3; step++) {
    const used = step === 1 ? parameters.slice(0, 2) : parameters;
    const gradients = parameters.map((parameter) => ({
      name: parameter.name,
      tensor: used.includes(parameter) ? tf.sin(tf.mul(parameter, step + 2)) : null,
    }));
    optimizer.applyGradients(gradients as Parameters<tf.Optimizer['applyGradients']>[0]);
    tf.dispose(gradients.map(({ tensor }) => tensor).filter((tensor) => tensor !== null));
  }
  const weights = await optimizer.getWeights();
  const result = {
    values: parameters.map((parameter) => [...parameter.dataSync()]),
    state: weights.map(({ tensor }) => [...tensor.dataSync()]),
    names: weights.map(({ name }) => name.replace(/\d+/, '')),
  };
  tf.dispose(parameters);
  return result;
}

beforeAll(async () => {
  await registerKernels();
});
afterEach(() => {
  tf.disposeVariables();
});

describe.each(['wasm', 'cpu'])('on the %s backend', (backendName) => {
  beforeAll(async () => {
    await tf.setBackend(backendName);
  });

  it.each(Object.entries(optimizers))(
    '%s has the values and state of tf.train, to the bit',
    async (_, create) => {
      const expected = await train(create());
      expect(await train(fuseOptimizer(create()))).toEqual(expected);
    },
  );

  it('an optimizer restored from its weights continues to the same bits', async () => {
    const run = async (restore: boolean) => {
      const parameter = tf.variable(tf.tensor1d([1, 2, 3, 4, 5]));
      const gradient = tf.tensor1d([1, -1, 0.5, 2, -3]);
      let optimizer: tf.Optimizer = fuseOptimizer(tf.train.adam(0.1));
      for (let step = 0; step < 4; step++) {
        optimizer.applyGradients([{ name: parameter.name, tensor: gradient }]);
        if (restore && step === 1) {
          const weights = await optimizer.getWeights();
          optimizer = fuseOptimizer(tf.train.adam(0.1));
          await optimizer.setWeights(weights);
        }
      }
      return [...parameter.dataSync()];
    };
    // Only the powers of β are recomputed on restoring, by pow instead of products.
    const [through, restored] = [await run(false), await run(true)];
    restored.forEach((value, i) => {
      expect(value).toBeCloseTo(through[i]!, 5);
    });
  });

  it('keeps the number of tensors after the first step', () => {
    const parameter = tf.variable(tf.ones([5]));
    const optimizer = fuseOptimizer(tf.train.adam(0.1));
    const step = () => {
      optimizer.minimize(() => tf.sum(tf.square(parameter)) as tf.Scalar);
    };
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  });

  it('leaves a clone of a parameter as it was', () => {
    const parameter = tf.variable(tf.ones([5]));
    const clone = tf.clone(parameter);
    fuseOptimizer(tf.train.sgd(0.1)).minimize(() => tf.sum(parameter) as tf.Scalar);
    expect([...clone.dataSync()]).toEqual([1, 1, 1, 1, 1]);
    expect(parameter.dataSync()[0]).toBeCloseTo(0.9, 6);
  });
});
