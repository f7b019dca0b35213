import * as tf from '@tensorflow/tfjs';
import '@unrolled/cells/layers';
import { createRng } from '@unrolled/datasets';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import { createModel, createTask, planJob, type Task, type TaskOptions } from '../src/index.js';
import { toModelTensors } from '../src/model/model-tensors.js';
import { namedArrays } from '../src/model/parameter-tree.js';

beforeAll(() => tf.setBackend('cpu'));

type Request = NonNullable<Parameters<typeof planJob>[2]>;

/** A fresh model: its export, and what it answers to the inputs of a batch. */
async function exported(name: string, options: TaskOptions, request: Request, change?: Partial<Task>) {
  const job = planJob(name, options, request);
  const task = { ...(await createTask(name, job.task.options)), ...change };
  const batch = task.examples.heldOut('fresh', 1, 3).next().value!;
  const model = await createModel(task.dataset, job.model);
  const params = model.init(createRng(2));
  const logits = model.forward(params, toModelTensors(batch, task.standardization));
  const files = await exportRun(task, job, await namedArrays(params), 'tfjs-layers');
  return { files: files as Readonly<Record<string, Uint8Array>>, inputs: batch.inputs, logits };
}

/** From the files alone, as a server would give them. */
function fromFiles(files: Readonly<Record<string, Uint8Array>>): tf.io.IOHandler {
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files['model.json']));
  const weightData = new Uint8Array(files['weights.bin']!).buffer;
  return tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
}

async function largestDifference(a: tf.Tensor, b: tf.Tensor): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  const [difference] = await tf.max(tf.abs(tf.sub(a, b))).data();
  return difference!;
}

const cases: [string, string, TaskOptions, Request, (logits: tf.Tensor) => tf.Tensor, string[]][] = [
  [
    'an lstm of two layers that names a class',
    'palindrome',
    { length: 5, encoding: 'scalar' },
    { model: 'lstm', settings: { hiddenSize: 5, layers: 2 } },
    tf.softmax,
    ['Rescaling', 'Rescaling', 'LSTM', 'LSTM', 'Dense', 'Activation'],
  ],
  [
    'an rnn that answers every step',
    'parity',
    { length: 5 },
    { model: 'rnn', settings: { hiddenSize: 4, activation: 'relu' } },
    tf.sigmoid,
    ['Rescaling', 'Rescaling', 'SimpleRNN', 'Dense', 'Activation'],
  ],
  [
    'a gru, which is a layer of @unrolled/cells',
    'adding-problem',
    { length: 5 },
    { model: 'gru', settings: { hiddenSize: 4, initialization: 'uniform' } },
    (values) => values,
    ['UnrolledGru', 'Dense'],
  ],
  [
    'a feed-forward network',
    'palindrome',
    { length: 5 },
    { model: 'feedforward', settings: { hiddenSize: 4 } },
    tf.softmax,
    ['Flatten', 'Dense', 'Dense', 'Activation'],
  ],
];

describe('a run exported for tf.loadLayersModel', () => {
  it.each(cases)('answers as it does here: %s', async (_, name, options, request, answer, classes) => {
    const { files, inputs, logits } = await exported(name, options, request);
    const model = await tf.loadLayersModel(fromFiles(files));
    expect(model.layers.map((layer) => layer.getClassName()).filter((c) => c !== 'InputLayer')).toEqual(
      classes,
    );
    const received = model.predict(tf.tensor(inputs.data, [...inputs.shape])) as tf.Tensor;
    expect(await largestDifference(received, answer(logits))).toBeLessThan(1e-5);
  });

  it('standardizes each feature by its own numbers, however far they are from zero', async () => {
    const standardization = { mean: [2000, -3], deviation: [10, 0.5] };
    const request = { model: 'rnn', settings: { hiddenSize: 4 } } as const;
    const task = await createTask('adding-problem', { length: 4 });
    const examples: Task['examples'] = {
      ...task.examples,
      *heldOut(...asked) {
        for (const batch of task.examples.heldOut(...asked)) {
          const data = batch.inputs.data.map((x, i) => (i % 2 === 0 ? 2000 + 10 * x : -3 + x / 2));
          yield { ...batch, inputs: { ...batch.inputs, data } };
        }
      },
    };
    const { files, inputs, logits } = await exported('adding-problem', { length: 4 }, request, {
      examples,
      standardization,
    });
    const model = await tf.loadLayersModel(fromFiles(files));
    const received = model.predict(tf.tensor(inputs.data, [...inputs.shape])) as tf.Tensor;
    expect(await largestDifference(received, logits)).toBeLessThan(1e-5);
  });

  it.each<[string, TaskOptions, Request, string]>([
    [
      'parity',
      {},
      { model: 'skip-rnn' },
      'there is no layer for skip-rnn; try onnx, or safetensors, which has every model',
    ],
    [
      'binary-addition',
      { scheme: 'encoder-decoder' },
      {},
      'an encoder-decoder is no sequence of layers; try onnx, or safetensors, which has every model',
    ],
  ])('is refused where it is no sequence of layers: %s', async (name, options, request, message) => {
    const small = { ...request, settings: { hiddenSize: 3 } };
    await expect(exported(name, options, small)).rejects.toThrow(`tfjs-layers: ${message}`);
  });
});
