import * as tf from '@tensorflow/tfjs';
import { registerKernels } from '@unrolled/kernels';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  leavesOf,
  linearSchedule,
  mapTree,
  momentum,
  nesterov,
  type Optimizer,
  readSafetensors,
  rmsprop,
  sgd,
  type TensorTree,
  valueAndGradients,
  writeSafetensors,
} from '../src/index.js';
import { backendsWithKernels, onEveryBackend } from './backends.js';

const optimizers = { sgd, momentum, nesterov, rmsprop, adam, adamw };

/** Ours and, as the oracle, the optimizer of tf.train that should give the same bits. */
const pairs: Record<string, [ours: Optimizer, oracle: () => tf.Optimizer]> = {
  sgd: [sgd({ learningRate: 0.1 }), () => tf.train.sgd(0.1)],
  momentum: [momentum({ learningRate: 0.1 }), () => tf.train.momentum(0.1, 0.9)],
  nesterov: [nesterov({ learningRate: 0.1, momentum: 0.8 }), () => tf.train.momentum(0.1, 0.8, true)],
  rmsprop: [rmsprop({ learningRate: 0.01 }), () => tf.train.rmsprop(0.01, 0.99, 0, 1e-8)],
  'rmsprop with momentum': [
    rmsprop({ learningRate: 0.01, decay: 0.9, momentum: 0.5, epsilon: 1e-7 }),
    () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7),
  ],
  adam: [adam({ learningRate: 0.01 }), () => tf.train.adam(0.01, 0.9, 0.999, 1e-8)],
  'adam with other constants': [
    adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.7, epsilon: 1e-3 }),
    () => tf.train.adam(0.1, 0.5, 0.7, 1e-3),
  ],
};

const start = () => ({
  cell: { kernel: tf.cos(tf.reshape(tf.range(0, 12), [3, 4])), bias: tf.tensor1d([0.5]) },
  head: tf.cos(tf.reshape(tf.range(2, 23), [7, 3])),
});
const gradientsAt = <P extends TensorTree>(params: P, step: number): P =>
  mapTree(params, (θ) => tf.sin(tf.mul(θ, step + 2)));
const numbers = (tree: TensorTree) => leavesOf(tree).map((tensor) => [...tensor.dataSync()]);

/** Parameters and state after some steps of an optimizer. */
function run<S extends TensorTree>(optimizer: Optimizer<S>, steps = 4) {
  let params = start();
  let state = optimizer.init(params);
  for (let step = 0; step < steps; step++)
    [params, state] = optimizer.update(gradientsAt(params, step), state, params, step);
  return { params, state };
}

/** What holds with the fused kernels and without. */
function optimizerClaims(title: string, fused: boolean): void {
  onEveryBackend(
    title,
    (backend) => {
      test(`the kernels are ${fused ? '' : 'not '}registered`, () => {
        expect(tf.getKernel('AdamUpdate', backend) !== undefined).toBe(fused);
      });

      test.each(Object.entries(pairs))('%s equals tf.train to the bit', (_, [ours, oracle]) => {
        const theirs = oracle();
        const variables = mapTree(start(), (θ) => tf.variable(θ));
        for (let step = 0; step < 4; step++)
          theirs.applyGradients(
            leavesOf(variables).map((variable) => ({
              name: (variable as tf.Variable).name,
              tensor: gradientsAt(variable, step),
            })),
          );
        expect(numbers(run(ours).params)).toEqual(numbers(variables));
      });

      test('adamw is its closed formula in float64', () => {
        const [η, λ, β1, β2, ε] = [0.1, 0.3, 0.9, 0.999, 1e-8];
        const gradients = [0.5, -2, 0.25];
        const optimizer = adamw({ learningRate: η, weightDecay: λ });
        let params = { w: tf.scalar(2) as tf.Tensor };
        let state = optimizer.init(params);
        let [θ, m, v] = [2, 0, 0];
        gradients.forEach((g, step) => {
          [params, state] = optimizer.update({ w: tf.scalar(g) as tf.Tensor }, state, params, step);
          m = β1 * m + (1 - β1) * g;
          v = β2 * v + (1 - β2) * g * g;
          const [mHat, vHat] = [m / (1 - β1 ** (step + 1)), v / (1 - β2 ** (step + 1))];
          θ = θ - η * λ * θ - (η * mHat) / (Math.sqrt(vHat) + ε);
          expect(Math.abs(params.w.dataSync()[0]! - θ)).toBeLessThan(1e-5);
        });
      });

      test('adamw decays by its weights alone where there is no gradient', () => {
        const optimizer = adamw({ learningRate: linearSchedule({ steps: 2 }), weightDecay: 0.5 });
        const params = { w: tf.tensor1d([4, -8]) };
        const zero = { w: tf.zeros([2]) as tf.Tensor1D };
        const state = optimizer.init(params);
        expect(numbers(optimizer.update(zero, state, params, 0)[0])).toEqual([[2, -4]]);
        expect(numbers(optimizer.update(zero, state, params, 1)[0])).toEqual([[3, -6]]);
      });

      test('nesterov and momentum with momentum 0 are sgd, adamw without decay is adam', () => {
        const plain = numbers(run(sgd({ learningRate: 0.1 })).params);
        expect(numbers(run(momentum({ learningRate: 0.1, momentum: 0 })).params)).toEqual(plain);
        expect(numbers(run(nesterov({ learningRate: 0.1, momentum: 0 })).params)).toEqual(plain);
        const { params, state } = run(adamw({ learningRate: 0.1, weightDecay: 0 }));
        const expected = run(adam({ learningRate: 0.1 }));
        expect([numbers(params), numbers(state)]).toEqual([
          numbers(expected.params),
          numbers(expected.state),
        ]);
      });

      test('the learning rate of a schedule is that of its step', () => {
        const schedule = linearSchedule({ start: 0.1, end: 0.01, steps: 3 });
        let params = start();
        for (let step = 0; step < 4; step++)
          [params] = sgd({ learningRate: schedule(step) }).update(gradientsAt(params, step), {}, params, 0);
        expect(numbers(run(sgd({ learningRate: schedule })).params)).toEqual(numbers(params));
      });

      test('a chain clips first and keeps the state of its optimizer', () => {
        const [clip, inner] = [clipByGlobalNorm(0.5), momentum({ learningRate: 0.1 })];
        const [params, gradients] = [start(), gradientsAt(start(), 0)];
        const state = inner.init(params);
        const chained = chain(clip, inner).update(gradients, state, params, 0);
        const byHand = inner.update(clip(gradients), state, params, 0);
        expect(chained.map(numbers)).toEqual(byHand.map(numbers));
        expect(Object.keys(chained[1])).toEqual(['accumulation']);
      });

      test('gradients and state are found by name, whatever their order', () => {
        const optimizer = adam({ learningRate: 0.1 });
        const params = start();
        const gradients = gradientsAt(params, 0);
        const state = optimizer.init(params);
        const reversed = (tree: TensorTree): TensorTree =>
          tree instanceof tf.Tensor
            ? tree
            : Object.fromEntries(
                Object.entries(tree)
                  .reverse()
                  .map(([name, branch]) => [name, reversed(branch)]),
              );
        const next = optimizer.update(
          reversed(gradients) as typeof params,
          reversed(state) as typeof state,
          params,
          0,
        );
        expect(next.map(numbers)).toEqual(optimizer.update(gradients, state, params, 0).map(numbers));
      });

      test.each(Object.entries(optimizers))('%s resumes from stored state to the same bits', (_, create) => {
        const optimizer = create({ learningRate: 0.05 }) as Optimizer;
        const expected = run(optimizer, 4);
        const { params, state } = run(optimizer, 2);
        const stored = mapTree(state, (tensor) => {
          const file = writeSafetensors({
            t: { data: tensor.dataSync() as Float32Array, shape: tensor.shape },
          });
          const { data, shape } = readSafetensors(file).tensors.t!;
          return tf.tensor(data, [...shape]);
        });
        let resumed = { params, state: stored };
        for (const step of [2, 3]) {
          const [p, s] = optimizer.update(
            gradientsAt(resumed.params, step),
            resumed.state,
            resumed.params,
            step,
          );
          resumed = { params: p, state: s };
        }
        expect(numbers(resumed)).toEqual(numbers(expected));
      });

      test.each(Object.entries(optimizers))(
        '%s leaves no tensor behind and its arguments alone',
        (_, create) => {
          const optimizer = chain(clipByGlobalNorm(1), create({ learningRate: 0.1 }) as Optimizer);
          const params = start();
          const { value, gradients } = valueAndGradients(
            (tree) => tf.addN(leavesOf(tree).map((θ) => tf.sum(tf.square(θ)))),
            params,
          );
          const state = optimizer.init(params);
          const given = numbers({ params, gradients, state });
          const { numTensors, numDataBuffers } = tf.memory();
          const [nextParams, nextState] = optimizer.update(gradients, state, params, 0);
          expect(tf.memory().numTensors - numTensors).toBe(
            leavesOf(nextParams).length + leavesOf(nextState).length,
          );
          expect(
            leavesOf({ nextParams, nextState }).some((t) => leavesOf({ params, state }).includes(t)),
          ).toBe(false);
          tf.dispose([nextParams, nextState]);
          expect(tf.memory().numTensors).toBe(numTensors);
          expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
          expect(numbers({ params, gradients, state })).toEqual(given);
          tf.dispose([value, gradients, state, params]);
        },
      );

      test('a gradient that is missing or has another shape is refused by name', () => {
        const optimizer = sgd({ learningRate: 0.1 });
        const params = { cell: { bias: tf.zeros([3]) } };
        const update = (gradients: TensorTree) => () =>
          optimizer.update(gradients, {}, params as TensorTree, 0);
        expect(update({ cell: {} })).toThrow('update: gradients.cell.bias is missing');
        expect(update({})).toThrow('update: gradients.cell.bias is missing');
        expect(update({ cell: { bias: tf.zeros([1]) } })).toThrow(
          'update: gradients.cell.bias must have shape [3], received [1]',
        );
        const remembering = adam({ learningRate: 0.1 });
        const { power2, ...state } = remembering.init(params);
        expect(() => remembering.update(params, state as never, params, 0)).toThrow(
          'update: power2 is missing',
        );
        const integers = { n: tf.zeros([2], 'int32') };
        expect(() => optimizer.update(integers, {}, integers, 0)).toThrow(
          'update: params.n must be float32, received int32',
        );
      });
    },
    backendsWithKernels,
  );
}

describe('without kernels', () => {
  beforeAll(async () => {
    await registerKernels({ kernels: false });
  });
  optimizerClaims('composed optimizers', false);
});

describe('with kernels', () => {
  beforeAll(async () => {
    await registerKernels();
  });
  optimizerClaims('fused optimizers', true);

  onEveryBackend(
    'the kernels of optimizers',
    () => {
      test.each(Object.entries(optimizers))('%s updates all parameters in one call', async (_, create) => {
        const optimizer = create({ learningRate: 0.1 }) as Optimizer;
        const params = start();
        const [gradients, state] = [gradientsAt(params, 0), optimizer.init(params)];
        const { kernelNames, kernels } = await tf.profile(() => {
          optimizer.update(gradients, state, params, 0);
        });
        expect(kernelNames.filter((name) => name.endsWith('Update'))).toHaveLength(1);
        expect(kernels.filter(({ name }) => name.endsWith('Update'))).toHaveLength(1);
      });
    },
    backendsWithKernels,
  );
});

test('a chain of one is the thing itself', () => {
  const optimizer = adam({ learningRate: 0.1 });
  expect(chain(optimizer)).toBe(optimizer);
});

test.each([
  [() => sgd({ learningRate: 0 }), 'sgd: learningRate must be a positive number, received 0'],
  [() => adam({ learningRate: Number.NaN }), 'adam: learningRate must be a positive number, received NaN'],
  [() => nesterov({ learningRate: 1, momentum: 1 }), 'nesterov: momentum must be in [0, 1), received 1'],
  [() => rmsprop({ learningRate: 1, decay: -1 }), 'rmsprop: decay must be in [0, 1), received -1'],
  [() => adam({ learningRate: 1, beta2: 1 }), 'adam: beta2 must be in [0, 1), received 1'],
  [() => adam({ learningRate: 1, epsilon: 0 }), 'adam: epsilon must be a positive number, received 0'],
  [
    () => adamw({ learningRate: 1, weightDecay: -1 }),
    'adamw: weightDecay must be a number of at least 0, received -1',
  ],
])('constants out of their domain are refused: %s', (create, message) => {
  expect(create).toThrow(new RangeError(message));
});
