// The real TensorFlow: TFJS_NODE names the package, which scripts/tfjs-node.sh installs.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { registerKernels } from '@unrolled/kernels';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordAfter } from '../../kernels/src/backends/tensorflow/recorded-kernel.js';
import { gruCell, lstmCell, rmsprop, rnnCell, unroll, valueAndGradients } from '../src/index.js';
import { conforms } from './claims/conformance.js';
import { updatesParameters } from './claims/updates-parameters.js';
import { randomTensor, seeded } from './numbers.js';

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
await import(process.env.TFJS_NODE ?? '@tensorflow/tfjs-node');
await tf.setBackend('tensorflow');
const { backends } = await registerKernels();

/** Sessions that the library has for graphs. */
const sessions = () =>
  (tf.backend() as unknown as { binding: { getNumOfSavedModels(): number } }).binding.getNumOfSavedModels();

describe('recorded as graphs', () => {
  const cases = [
    ['rnn', rnnCell({ inputSize: 3, hiddenSize: 4 })],
    ['gru', gruCell({ inputSize: 3, hiddenSize: 4 })],
    ['gru with the reset before', gruCell({ inputSize: 3, hiddenSize: 4, resetAfter: false })],
    ['lstm', lstmCell({ inputSize: 3, hiddenSize: 4 })],
  ] as const;

  it('has its room', () => {
    expect(backends).toContain('tensorflow');
  });

  it.each(cases)(
    '%s runs op by op once, then as a graph forward and one backward, to the same numbers',
    async (_, cell) => {
      const before = sessions();
      const params = cell.init(seeded(1)) as never;
      const x = randomTensor<tf.Rank.R3>(seeded(2), [2, 7, 3]);
      const step = () =>
        valueAndGradients((p) => tf.sum(tf.square(unroll(cell as never, p, x).outputs)) as tf.Scalar, params);
      const all = [];
      for (let call = 0; call < 4; call++) {
        const { value, gradients } = step();
        const flat = Object.values(gradients as Record<string, tf.Tensor>).map((g) =>
          Array.from(g.dataSync()),
        );
        all.push([Array.from(value.dataSync()), ...flat]);
        expect(sessions() - before).toBe(call === 0 ? 0 : 2);
      }
      for (const later of all.slice(1))
        for (const [i, numbers] of later.entries())
          for (const [k, number] of numbers.entries()) expect(number).toBeCloseTo(all[0]![i]![k]!, 5);
    },
  );

  it('an optimizer is one graph, whatever the learning rate', () => {
    const params = { a: tf.tensor1d([1, 2]), b: tf.tensor1d([3]) };
    const optimizer = rmsprop({ learningRate: (step) => 1 / (step + 1) });
    const before = sessions();
    let state = optimizer.init(params);
    for (let step = 0; step < 5; step++) [, state] = optimizer.update(params, state, params, step);
    expect(sessions() - before).toBe(1);
  });

  it('keeps so many graphs, however many shapes there are, and leaves no file', () => {
    const cell = rnnCell({ inputSize: 1, hiddenSize: 1 });
    const params = cell.init(seeded(1));
    for (let steps = 1; steps <= 70; steps++)
      for (let call = 0; call < 2; call++) tf.tidy(() => unroll(cell, params, tf.ones([1, steps, 1])));
    expect(sessions()).toBeLessThanOrEqual(64);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('unrolled-graph-'))).toEqual([]);
  });

  it('five thousand steps leave no tensor, and no memory to speak of', () => {
    const cell = lstmCell({ inputSize: 3, hiddenSize: 16 });
    const optimizer = rmsprop({ learningRate: 1e-3 });
    let params = cell.init(seeded(1));
    let state = optimizer.init(params);
    const x = randomTensor<tf.Rank.R3>(seeded(2), [8, 6, 3]);
    const step = (at: number) => {
      const { value, gradients } = valueAndGradients(
        (p) => tf.mean(unroll(cell, p, x).outputs) as tf.Scalar,
        params,
      );
      const [nextParams, nextState] = optimizer.update(gradients, state, params, at);
      tf.dispose([value, gradients, params, state] as tf.TensorContainer);
      [params, state] = [nextParams as typeof params, nextState];
    };
    for (let i = 0; i < 500; i++) step(i);
    const [tensors, bytes] = [tf.memory().numTensors, process.memoryUsage.rss()];
    for (let i = 0; i < 5000; i++) step(i);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.memoryUsage.rss() - bytes).toBeLessThan(50e6);
  });
});

// Every claim, each call recorded and run as a graph.
describe('each call a graph', () => {
  beforeAll(() => recordAfter(0));
  afterAll(() => recordAfter(1));
  conforms(['tensorflow'], ['fused'], { closedForms: 6, differences: 12, steps: 100 });
  updatesParameters(['tensorflow']);
});
