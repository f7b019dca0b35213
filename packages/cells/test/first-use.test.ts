import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { kernelsInUse } from '@unrolled/kernels';
import { expect, test, vi } from 'vitest';
import { lstmCell, sgd, unroll } from '../src/index.js';
import { lstm } from '../src/layers.js';
import { randomTensor, seeded } from './numbers.js';

const cell = lstmCell({ inputSize: 3, hiddenSize: 4 });
const compiled = (backend: string) =>
  tf
    .getKernelsForBackend(backend)
    .map(({ kernelName }) => kernelName)
    .filter((name) => /Sequence|^(Sgd|Adam)Update/.test(name));

const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {});
/** What we say; tfjs advertises itself here, too. */
const told = () => warnings.mock.calls.flat().filter((text) => text.startsWith('unrolled'));

test('importing cells and layers registers no kernel', () => {
  expect(lstm).toBeTypeOf('function');
  expect([...compiled('wasm'), ...compiled('cpu')]).toEqual([]);
});

test('the first sequence brings the kernels of its backend, and computes what the second does', async () => {
  await tf.setBackend('wasm');
  const [params, x] = [cell.init(seeded(1)), randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 3])];
  expect(kernelsInUse()).toBe('none');
  const [first, second] = [unroll(cell, params, x), unroll(cell, params, x)];
  expect(kernelsInUse()).toMatch(/simd$/);
  expect(compiled('wasm')).toContain('LstmSequenceGrad');
  expect(compiled('cpu')).toEqual([]);
  expect(await first.outputs.data()).toEqual(await second.outputs.data());
  expect(told()).toEqual([]);
});

test('so does the first update of an optimizer', async () => {
  await tf.setBackend('cpu');
  const params = { w: tf.tensor1d([1]) };
  sgd({ learningRate: 1 }).update({ w: tf.tensor1d([1]) }, {}, params, 0);
  expect(compiled('cpu')).toContain('SgdUpdate');
});

test('a backend that there are no kernels for says so once, and computes the same', async () => {
  const [params, x] = [cell.init(seeded(1)), randomTensor<tf.Rank.R3>(seeded(2), [2, 5, 3])];
  const outputs = () => unroll(cell, params, x).outputs.data();
  const expected = await outputs();
  const factory = tf.findBackendFactory('cpu');
  tf.registerBackend('elsewhere', factory);
  for (const kernel of tf.getKernelsForBackend('cpu'))
    if (!compiled('cpu').includes(kernel.kernelName))
      tf.registerKernel({ ...kernel, backendName: 'elsewhere' });
  await tf.setBackend('elsewhere');
  for (let call = 0; call < 2; call++)
    for (const [i, value] of (await outputs()).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  expect(told()).toEqual([
    'unrolled: without compiled kernels, and so slower: there are none for the backend elsewhere',
  ]);
});
