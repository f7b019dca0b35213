import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bidirectional,
  gruCell,
  lstmCell,
  type NamedArrays,
  type Recurrence,
  readout,
  readPyTorchWeights,
  readSafetensors,
  rnnCell,
  ShapeError,
  stackCells,
  type TensorTree,
  unroll,
  writePyTorchWeights,
  writeSafetensors,
} from '../src/index.js';
import { leavesOf, withLeaves } from '../src/tensor-tree.js';
import { onEveryBackend } from './backends.js';
import golden from './golden/pytorch.json';
import { mutated } from './mutated.js';
import { largestDifference, seeded } from './numbers.js';

type Numbers = { shape: number[]; data: number[] };
const arraysOf = (named: Record<string, Numbers>): NamedArrays =>
  Object.fromEntries(
    Object.entries(named).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
const tensorOf = ({ shape, data }: Numbers) => tf.tensor(data, shape);

const size = { inputSize: 3, hiddenSize: 2 };
const lstmBothWays = (inputSize: number) => bidirectional(lstmCell({ inputSize, hiddenSize: 2 }));
const modules: [Exclude<keyof typeof golden, 'linear'>, Recurrence][] = [
  ['rnn tanh', rnnCell(size)],
  ['rnn relu', rnnCell({ ...size, activation: 'relu' })],
  ['gru', gruCell(size)],
  ['gru without bias', gruCell({ ...size, useBias: false })],
  ['lstm', lstmCell(size)],
  ['lstm of two layers, both ways', stackCells([lstmBothWays(3), lstmBothWays(4)])],
];

/** The states of a tree as PyTorch lists them: per layer and direction, first every h, then every c. */
function statesOf(state: TensorTree): tf.Tensor[] {
  const leaves = leavesOf(state);
  const perCell = 'c' in (state as object) || leaves.length === 8 ? 2 : 1;
  return Array.from({ length: perCell }, (_, k) =>
    tf.stack(leaves.filter((_, index) => index % perCell === k)),
  );
}

onEveryBackend('weights from PyTorch', () => {
  test.each(modules)('give its outputs, states and gradients: %s', async (name, cell) => {
    const { weights, x, outputs, state, dx, gradients } = golden[name];
    const params = readPyTorchWeights(cell, arraysOf(weights as never));
    for (const method of ['fused', 'step'] as const) {
      const results: tf.Tensor[] = [];
      const grads = tf.grads((...leaves: tf.Tensor[]) => {
        const ours = unroll(cell, withLeaves(params, leaves), leaves.at(-1) as tf.Tensor3D, { method });
        const states = statesOf(ours.finalState);
        results.push(...[ours.outputs, ...states].map((tensor) => tf.keep(tensor)));
        return tf.addN([
          tf.sum(tf.square(ours.outputs)),
          ...states.map((tensor) => tf.sum(tensor)),
        ]) as tf.Scalar;
      })([...leavesOf(params), tensorOf(x)]);
      for (const [index, expected] of [outputs, ...state].entries()) {
        expect(await largestDifference(results[index]!, tensorOf(expected))).toBeLessThan(1e-5);
      }
      expect(await largestDifference(grads.at(-1)!, tensorOf(dx))).toBeLessThan(1e-5);
      // One bias for two: it has the gradient of either.
      const dParams = await writePyTorchWeights(cell, withLeaves(params, grads));
      for (const [parameter, expected] of Object.entries(gradients as Record<string, Numbers>)) {
        if (parameter.startsWith('bias_hh') && !name.startsWith('gru')) continue;
        const { data, shape } = dParams[parameter]!;
        const difference = await largestDifference(tf.tensor(data, [...shape]), tensorOf(expected));
        expect(difference, parameter).toBeLessThan(1e-5);
      }
    }
  });

  test('of nn.Linear give its outputs', async () => {
    const { weights, x, outputs } = golden.linear;
    const head = readout({ hiddenSize: 3, outputSize: 2 });
    const params = readPyTorchWeights(head, arraysOf(weights));
    const ours = head.apply(params, tensorOf(x) as tf.Tensor2D);
    expect(await largestDifference(ours, tensorOf(outputs))).toBeLessThan(1e-5);
  });

  test.each(modules)('written to a safetensors file and read back are the same bits: %s', async (_, cell) => {
    const params = cell.init(seeded(1));
    const file = writeSafetensors(await writePyTorchWeights(cell, params, 'encoder.'));
    const back = readPyTorchWeights(cell, readSafetensors(file).tensors, 'encoder.');
    expect(Object.keys(back)).toEqual(Object.keys(params));
    for (const [index, leaf] of leavesOf(back).entries()) {
      expect(await leaf.data()).toEqual(await leavesOf(params)[index]!.data());
    }
  });

  test('of a gru, read and written, are the file they came from', async () => {
    const weights = arraysOf(golden.gru.weights);
    expect(await writePyTorchWeights(gruCell(size), readPyTorchWeights(gruCell(size), weights))).toEqual(
      weights,
    );
  });

  test('that are missing, misshapen or too many name themselves', () => {
    const weights = arraysOf(golden.lstm.weights);
    const { weight_hh_l0, ...without } = weights;
    expect(() => readPyTorchWeights(lstmCell(size), without)).toThrow(
      'readPyTorchWeights: weight_hh_l0 is missing',
    );
    expect(() => readPyTorchWeights(lstmCell(size), weights, 'rnn.')).toThrow('rnn.weight_ih_l0 is missing');
    expect(() => readPyTorchWeights(gruCell(size), weights)).toThrow(ShapeError);
    expect(() => readPyTorchWeights(gruCell(size), weights)).toThrow(
      'readPyTorchWeights: weight_ih_l0 must have shape [6, 3], received [8, 3]',
    );
    expect(() => readPyTorchWeights(lstmCell({ ...size, useBias: false }), weights)).toThrow(
      'readPyTorchWeights: bias_ih_l0 has no place in the lstm',
    );
  });

  test('are read out of a file whatever its other tensors hold', async () => {
    const cell = lstmCell(size);
    const arrays = await writePyTorchWeights(cell, cell.init(seeded(1)), 'rnn.');
    const counter = Float32Array.of(1, 2); // eight bytes, as those of one number of any other type
    const bytes = writeSafetensors({ ...arrays, num_batches_tracked: { data: counter, shape: [2] } });
    const header = '"dtype":"F32","shape":[2],"data_offsets":[224';
    const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
    expect(text).toContain(header);
    for (const dtype of ['I64', 'F64', 'C64', 'X64']) {
      const other = text.replace(header, `"dtype":"${dtype}","shape":[1],"data_offsets":[224`);
      bytes.set(new TextEncoder().encode(other), 8);
      const { tensors } = readSafetensors(bytes);
      expect(leavesOf(readPyTorchWeights(cell, tensors, 'rnn.'))).toHaveLength(3);
    }
  });

  test('that are no arrays, or do not hold what their shape says, are refused, and no tensor is left', () => {
    const weights = arraysOf(golden.lstm.weights);
    const before = tf.memory().numTensors;
    const refused = (changes: object) => () => readPyTorchWeights(lstmCell(size), { ...weights, ...changes });
    const short = { data: new Float32Array(15), shape: [8, 2] };
    expect(refused({ weight_hh_l0: short })).toThrow(
      new RangeError('readPyTorchWeights: weight_hh_l0 of shape [8, 2] must hold 16 numbers, received 15'),
    );
    expect(refused({ bias_hh_l0: { data: [1, 2], shape: [8] } })).toThrow(
      new TypeError('readPyTorchWeights: bias_hh_l0 must be a Float32Array, Int32Array or Uint8Array'),
    );
    for (const none of [null, undefined, 3, {}]) expect(refused({ bias_hh_l0: none })).toThrow(TypeError);
    expect(() => readPyTorchWeights(lstmCell(size), null as never)).toThrow(TypeError);
    const head = readout({ hiddenSize: 3, outputSize: 2 });
    expect(() => readPyTorchWeights(head, {}, 'toStr')).toThrow('toStrweight is missing');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('of a damaged file come back whole or not at all, by documented errors, and no tensor is left', async () => {
    const cell = lstmCell(size);
    const file = writeSafetensors(await writePyTorchWeights(cell, cell.init(seeded(1))));
    const before = tf.memory().numTensors;
    fc.assert(
      fc.property(mutated(file), (bytes) => {
        try {
          tf.dispose(readPyTorchWeights(cell, readSafetensors(bytes).tensors));
        } catch (error) {
          expect(String(error)).toMatch(/^(Range|Type|Shape)Error: read(Safetensors|PyTorchWeights): /);
        }
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  test('for a cell that PyTorch does not have are refused', async () => {
    const cell = gruCell({ ...size, resetAfter: false });
    await expect(writePyTorchWeights(cell, cell.init(seeded(1)))).rejects.toThrow(
      'received gru without resetAfter',
    );
    const mixed = stackCells([lstmCell(size), rnnCell({ inputSize: 2, hiddenSize: 2 })]);
    await expect(writePyTorchWeights(mixed, mixed.init(seeded(1)))).rejects.toThrow(
      'the layers of a module are alike',
    );
  });
});
