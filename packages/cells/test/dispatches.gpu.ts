import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  chain,
  clipByGlobalNorm,
  crossEntropy,
  lastStep,
  leavesOf,
  lstmCell,
  readout,
  rmsprop,
  unroll,
  valueAndGradients,
} from '../src/index.js';
import { hasDawn } from './dawn.js';
import { randomTensor, seeded } from './numbers.js';

/** How many shaders a training step of an LSTM runs. */
async function dispatchesOf(time: number): Promise<number> {
  const rng = seeded(1);
  const cell = lstmCell({ inputSize: 3, hiddenSize: 5 });
  const head = readout({ hiddenSize: 5, outputSize: 10 });
  const params = { cell: cell.init(rng), head: head.init(rng) };
  const optimizer = chain(clipByGlobalNorm(1), rmsprop({ learningRate: 1e-3 }));
  const x = randomTensor<tf.Rank.R3>(rng, [4, time, 3]);
  const y = tf.tensor1d([1, 2, 3, 4], 'int32');
  const backend = tf.backend() as unknown as { runWebGPUProgram(...call: unknown[]): unknown };
  const { runWebGPUProgram } = backend;
  let count = 0;
  backend.runWebGPUProgram = (...call) => {
    count++;
    return runWebGPUProgram.apply(backend, call);
  };
  const { value, gradients } = valueAndGradients((params) => {
    const last = lastStep(unroll(cell, params.cell, x).outputs);
    return crossEntropy(head.apply(params.head, last), y);
  }, params);
  const [next] = optimizer.update(gradients, optimizer.init(params), params, 0);
  delete (backend as Partial<typeof backend>).runWebGPUProgram;
  for (const tensor of [value, ...leavesOf(next)])
    expect((await tensor.data()).every(Number.isFinite)).toBe(true);
  return count;
}

if (await hasDawn()) {
  test('a training step of an lstm takes 45 dispatches at most, however long the sequence', async () => {
    await tf.setBackend('webgpu');
    const counts = [await dispatchesOf(2), await dispatchesOf(28)];
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(45);
  });
} else test.skip('UNROLLED_WEBGPU names no folder of the npm package webgpu', () => {});
