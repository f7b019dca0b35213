import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useKernels } from '../src/backends/backend.js';
import type { WasmBackend } from '../src/backends/wasm/workspace.js';
import { registerKernels, sequenceKernels } from '../src/index.js';
import { type Case, randomValues, shapes } from './random-sequence.js';

const c: Case = {
  kernel: 'LstmSequence',
  batch: 11,
  steps: 5,
  inputSize: 3,
  hiddenSize: 6,
  hasBias: true,
  hasMask: false,
  hasCellGradient: true,
  seed: 1,
};

function createInputs(sizes: Case = c): Record<string, tf.Tensor> {
  const values = randomValues(sizes);
  return Object.fromEntries(
    Object.entries(shapes(sizes)).map(([name, shape]) => [
      name,
      tf.tensor(Float32Array.from(values[name]!), shape, 'float32'),
    ]),
  );
}

/** Forward and gradient; the caller disposes the outputs. */
function runBoth(inputs: Record<string, tf.Tensor>): tf.Tensor[] {
  const attrs = { reverse: false, inputGradient: true };
  const forward = tf.engine().runKernel('LstmSequence', inputs, attrs) as unknown as tf.Tensor[];
  const [hidden, cell, reserve] = forward as [tf.Tensor, tf.Tensor, tf.Tensor];
  const saved = { ...inputs, hidden, cell, reserve };
  const gradient = tf.engine().runKernel('LstmSequenceGrad', saved, attrs) as unknown as tf.Tensor[];
  return [...forward, ...gradient];
}

beforeAll(async () => {
  await registerKernels();
});

describe.each(['wasm', 'cpu'])('on the %s backend', (backendName) => {
  beforeAll(async () => {
    await tf.setBackend(backendName);
  });
  afterAll(() => {
    tf.disposeVariables();
  });

  it('every kernel is registered, once, and reported as active', async () => {
    const before = sequenceKernels.map((name) => tf.getKernel(name, backendName));
    expect(before.every((kernel) => kernel !== undefined)).toBe(true);
    const report = await registerKernels();
    expect(report.backends).toEqual(['wasm', 'cpu']);
    expect(report.active).toBe(true);
    expect(sequenceKernels.map((name) => tf.getKernel(name, backendName))).toEqual(before);
  });
});

it('a forward kernel without its gradient kernel is not used, nor the other way round', () => {
  const kernelFunc = () => [];
  useKernels('half', {
    LstmSequence: kernelFunc,
    RnnSequenceGrad: kernelFunc,
    GruSequence: kernelFunc,
    GruSequenceGrad: kernelFunc,
    SgdUpdate: kernelFunc,
  });
  const registered = tf.getKernelsForBackend('half').map(({ kernelName }) => kernelName);
  expect(registered.sort()).toEqual(['GruSequence', 'GruSequenceGrad', 'SgdUpdate']);
});

it('wasm and cpu give the same bits', async () => {
  const results: Float32Array[][] = [];
  for (const backendName of ['wasm', 'cpu']) {
    await tf.setBackend(backendName);
    results.push(
      await Promise.all(runBoth(createInputs()).map((tensor) => tensor.data() as Promise<Float32Array>)),
    );
  }
  expect(results[1]).toEqual(results[0]);
});

it('10,000 training steps do not grow the wasm heap', async () => {
  await tf.setBackend('wasm');
  const backend = tf.backend() as unknown as WasmBackend;
  const heapBytes = () => backend.wasm.asm.memory!.buffer.byteLength;
  const inputs = createInputs();
  const weights = ['inputKernel', 'recurrentKernel', 'bias'];
  const power1 = tf.scalar(0.9);
  const power2 = tf.scalar(0.999);
  const moments = weights.map((name) => [tf.zerosLike(inputs[name]!), tf.zerosLike(inputs[name]!)]);
  const adam = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, parameters: 3 };
  const train = () => {
    const outputs = runBoth(inputs);
    const [, , , , dInputKernel, dRecurrentKernel, , , dBias] = outputs;
    const update: tf.NamedTensorMap = { power1, power2 };
    [dInputKernel!, dRecurrentKernel!, dBias!].forEach((gradient, i) => {
      const [first, second] = moments[i]!;
      const numbered = { value: inputs[weights[i]!]!, gradient, first: first!, second: second! };
      for (const [name, tensor] of Object.entries(numbered)) update[`${name}${i}`] = tensor;
    });
    const updated = tf.engine().runKernel<tf.Tensor[]>('AdamUpdate', update, adam);
    tf.dispose([outputs, moments]);
    weights.forEach((name, i) => {
      inputs[name]!.dispose();
      inputs[name] = updated[3 * i]!;
      moments[i] = updated.slice(3 * i + 1, 3 * i + 3);
    });
  };
  for (let step = 0; step < 100; step++) train();
  const before = heapBytes();
  const { numTensors } = tf.memory();
  for (let step = 0; step < 10_000; step++) train();
  expect(heapBytes()).toBe(before);
  expect(tf.memory().numTensors).toBe(numTensors);
});

it('tensors survive when a call makes the wasm memory grow', async () => {
  await tf.setBackend('wasm');
  const backend = tf.backend() as unknown as WasmBackend;
  const before = backend.wasm.asm.memory!.buffer.byteLength;
  const large: Case = { ...c, batch: 64, steps: Math.ceil(before / (64 * 32 * 4 * 4)), hiddenSize: 32 };
  const small = createInputs();
  const expected = await runBoth(small)[0]!.data();
  tf.dispose(runBoth(createInputs(large)));
  expect(backend.wasm.asm.memory!.buffer.byteLength).toBeGreaterThan(before);
  expect(await runBoth(small)[0]!.data()).toEqual(expected);
});

it('a clone on wasm outlives its original, and the original its clone', async () => {
  await tf.setBackend('wasm');
  const { numDataBuffers } = tf.memory();
  for (const first of ['original', 'clone'] as const) {
    const tensors = { original: tf.tensor1d([1, 2, 3]), clone: tf.tensor1d([0]) };
    tensors.clone.dispose();
    tensors.clone = tf.clone(tensors.original);
    tensors[first].dispose();
    const noise = tf.fill([3], 7); // takes the memory, were it free
    const rest = tensors[first === 'original' ? 'clone' : 'original'];
    expect([...(await rest.data())]).toEqual([1, 2, 3]);
    tf.dispose([rest, noise]);
  }
  expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
});
