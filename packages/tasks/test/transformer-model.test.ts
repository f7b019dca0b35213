import * as tf from '@tensorflow/tfjs';
import { createRng, type SequenceBatch } from '@unrolled/datasets';
import { toTensors } from '@unrolled/datasets/tensors';
import { beforeAll, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import { createModel, createTask, planJob, predictRun, type TaskOptions } from '../src/index.js';
import { namedArrays } from '../src/model/parameter-tree.js';
import { initialWeights } from '../src/trained/gradient-flow.js';

beforeAll(() => tf.setBackend('cpu'));

const small = { hiddenSize: 8, heads: 2, layers: 2, expansion: 2 } as const;

async function made(name: string, options: TaskOptions, settings: object = {}) {
  const task = await createTask(name, options);
  const { model: kind } = planJob(name, options, {
    model: 'transformer',
    settings: { ...small, ...settings },
  });
  const model = await createModel(task.dataset, kind);
  const batch = task.examples.heldOut('validation', 1, 3).next().value as SequenceBatch;
  return { task, kind, model, params: model.init(createRng(1)), batch };
}

const addition = { length: 4, scheme: 'encoder-decoder' };

it('fed its own output, a writer answers what it answers when that is known from the first', async () => {
  const { model, params, batch } = await made('binary-addition', addition, { feedback: 'teacher-forcing' });
  const tensors = toTensors(batch);
  const free = model.forward(params, tensors);
  const taught = { teacherForcing: 1, rng: createRng(1) };
  const known = model.forward(params, { ...tensors, targets: tf.step(free) }, taught);
  expect(tf.max(tf.abs(tf.sub(free, known))).dataSync()[0]).toBeLessThan(1e-5);
  const other = model.forward(params, { ...tensors, targets: tf.sub(1, tf.step(free)) }, taught);
  expect(tf.max(tf.abs(tf.sub(free, other))).dataSync()[0]).toBeGreaterThan(1e-3);
});

it.each(['rotary', 'sinusoidal', 'learnt'] as const)(
  'with %s positions, what a writer answers does not depend on the padding behind what it reads',
  async (positions) => {
    const { model, params, task } = await made(
      'binary-addition',
      { ...addition, padding: 'behind' },
      { positions },
    );
    const { inputSize, outputSize } = task.dataset;
    const inputs = tf.randomUniform([2, 3, inputSize], 0, 1, 'float32', 1) as tf.Tensor3D;
    const targets = (time: number) => tf.zeros([2, time, outputSize]);
    const alone = model.forward(params, { inputs, targets: targets(3) });
    const padded = model.forward(params, {
      inputs: tf.concat([inputs, tf.ones([2, 2, inputSize])], 1) as tf.Tensor3D,
      targets: targets(5),
      mask: tf.concat([tf.ones([2, 3]), tf.zeros([2, 2])], 1) as tf.Tensor2D,
    });
    const first = tf.slice(padded, [0, 0, 0], [2, 3, outputSize]);
    expect(tf.max(tf.abs(tf.sub(first, alone))).dataSync()[0]).toBeLessThan(1e-5);
  },
);

it('where one answer is due at the end it is what is said at the last step', async () => {
  const { model, params, batch } = await made('palindrome', { length: 5 });
  const { inputs, targets } = toTensors(batch);
  const every = model.forwardEveryStep!(params, inputs);
  const last = tf.slice(every, [0, 3, 0], [3, 1, 10]);
  const answer = model.forward(params, { inputs, targets });
  expect(tf.max(tf.abs(tf.sub(tf.reshape(last, [3, 10]), answer))).dataSync()[0]).toBeLessThan(1e-6);
});

it.each([
  ['palindrome', { length: 5 }, 4],
  ['binary-addition', addition, 10],
] as const)(
  'of %s %j it says where each head looked: at no later position, and one in all',
  async (name, options, positions) => {
    const { model, params, batch, task, kind } = await made(name, options, { feedback: 'teacher-forcing' });
    const tensors = toTensors(batch);
    const before = tf.memory().numTensors;
    const layers = model.heads!(params, tensors);
    expect(layers.map(({ shape }) => shape)).toEqual(new Array(2).fill([3, 2, positions, positions]));
    for (const layer of layers) {
      const rows = (await layer.array()).flat(2);
      for (const [i, row] of rows.entries()) {
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
        expect(row.slice(1 + (i % positions)).every((weight) => weight === 0)).toBe(true);
      }
    }
    tf.dispose(layers);
    expect(tf.memory().numTensors).toBe(before);
    const [prediction] = await predictRun(task, kind, await namedArrays(params), batch);
    expect(prediction!.heads!.map((heads) => heads.map((rows) => rows.length))).toEqual(
      new Array(2).fill([positions, positions]),
    );
  },
);

it('is refused where heads or positions do not fit, by a sentence', async () => {
  await expect(made('palindrome', {}, { hiddenSize: 10 })).rejects.toThrow(
    new RangeError('transformer: hiddenSize must be an even multiple of the 2 heads, received 10'),
  );
  const { model } = planJob('palindrome', {}, { model: 'transformer', settings: { positions: 'learnt' } });
  const { dataset } = await createTask('palindrome');
  const { steps: _, ...several } = dataset;
  await expect(createModel(several, model)).rejects.toThrow(
    new TypeError('transformer: positions can be learnt where the sequences have one length'),
  );
});

it('has one other form, safetensors', async () => {
  const { task, kind } = await made('palindrome', {});
  const weights = await initialWeights(task, kind, 1);
  for (const format of ['onnx', 'keras', 'pytorch', 'tfjs-layers'] as const) {
    await expect(exportRun(task, { model: kind }, weights, format)).rejects.toThrow(
      'a transformer has no other form yet; the format safetensors keeps its weights',
    );
  }
  expect(await exportRun(task, { model: kind }, weights, 'safetensors')).toBeInstanceOf(Uint8Array);
});
