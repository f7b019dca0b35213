import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun, usage } from '../src/export/index.js';
import { hdf5 } from '../src/export/keras/hdf5.js';
import { pickledStateDict } from '../src/export/pytorch/pickle.js';
import { createTask, initialWeights, planJob, type TaskOptions } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

const golden = (file: string) => new Uint8Array(readFileSync(new URL(`./golden/${file}`, import.meta.url)));
const numbers = { data: Float32Array.of(1, -2, 0.5, 4, 1e-8, 6), shape: [2, 3] };
const more = { data: Float32Array.of(7, 8), shape: [2] };

async function exported(
  name: string,
  options: TaskOptions,
  request: object,
  format: 'keras' | 'pytorch' | 'onnx',
) {
  const job = planJob(name, options, request);
  const task = await createTask(name, job.task.options);
  const weights = await initialWeights(task, job.model, 1);
  const bytes = (await exportRun(task, job, weights, format)) as Uint8Array;
  return { bytes, files: unzipSync(bytes), weights, usage: usage(format, task, job, 'model') };
}
const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

// The golden files were read by h5py and torch, which export-python.test.ts does again where they are installed.
describe('what is exported', () => {
  it('has weights as HDF5, byte for byte as h5py has read them', () => {
    const tree = { layers: { lstm: { cell: { vars: { 0: numbers, 1: more } }, vars: {} } } };
    expect(hdf5(tree)).toEqual(golden('weights.h5'));
  });

  it('has a state_dict as a pickle, byte for byte as torch has read it', () => {
    expect(pickledStateDict({ 'rnn.weight_ih_l0': numbers, mean: more })).toEqual(golden('state-dict.pkl'));
  });

  it('names the layers of a .keras file, and what it comes from', async () => {
    const request = { model: 'gru', settings: { hiddenSize: 3, layers: 2 } };
    const { files } = await exported('palindrome', { length: 4, encoding: 'scalar' }, request, 'keras');
    expect(Object.keys(files)).toEqual(['metadata.json', 'config.json', 'model.weights.h5']);
    const { config } = json(files['config.json']);
    expect(config.layers.map(({ class_name }: { class_name: string }) => class_name)).toEqual(
      'InputLayer Normalization GRU GRU Dense Activation'.split(' '),
    );
    expect(json(files['metadata.json']).unrolled).toMatchObject({
      task: 'palindrome',
      classes: expect.any(String),
    });
  });

  it('has each tensor of a .pt file in a file of its own, little-endian, in the order of the pickle', async () => {
    const request = { model: 'lstm', settings: { hiddenSize: 3 } };
    const { files, weights } = await exported('parity', { length: 4 }, request, 'pytorch');
    expect(Object.keys(files)).toEqual([
      ...['model/data.pkl', 'model/byteorder'],
      ...Array.from({ length: 8 }, (_, place) => `model/data/${place}`),
      'model/version',
    ]);
    const bias = new Float32Array(files['model/data/4']!.slice().buffer); // after mean, deviation and both kernels
    expect(bias).toEqual(weights['cell.bias']!.data);
  });

  it('is the same for the same weights', async () => {
    for (const format of ['keras', 'pytorch'] as const) {
      const [a, b] = await Promise.all(
        [1, 2].map(() => exported('parity', { length: 3 }, { settings: { hiddenSize: 2 } }, format)),
      );
      expect(a!.bytes).toEqual(b!.bytes);
    }
  });

  it.each<[string, TaskOptions, object, 'keras' | 'pytorch' | 'onnx', string]>([
    [
      'parity',
      {},
      { model: 'skip-rnn' },
      'keras',
      'keras: there is no layer for skip-rnn; try onnx, or safetensors, which has every model',
    ],
    [
      'parity',
      {},
      { model: 'min-gru' },
      'onnx',
      'onnx: ONNX has no operator for min-gru; safetensors has every model',
    ],
    [
      'binary-addition',
      { scheme: 'encoder-decoder' },
      {},
      'keras',
      'keras: an encoder-decoder is no sequence of layers; try onnx, or safetensors, which has every model',
    ],
    [
      'parity',
      {},
      { model: 'skip-rnn' },
      'pytorch',
      'pytorch: PyTorch has lstm, gru with resetAfter, and rnn with tanh or relu, received skip-rnn; try onnx, or safetensors, which has every model',
    ],
    [
      'parity',
      {},
      { model: 'rnn', settings: { activation: 'sigmoid' } },
      'pytorch',
      'pytorch: PyTorch has lstm, gru with resetAfter, and rnn with tanh or relu, received rnn with sigmoid; try onnx, or safetensors, which has every model',
    ],
    [
      'binary-addition',
      { scheme: 'encoder-decoder' },
      {},
      'pytorch',
      'pytorch: an encoder-decoder is no module of PyTorch; try onnx, or safetensors, which has every model',
    ],
  ])(
    'is refused where the format lacks it: %s %o %o as %s',
    async (name, options, request, format, message) => {
      await expect(exported(name, options, request, format)).rejects.toThrow(new TypeError(message));
    },
  );
});
