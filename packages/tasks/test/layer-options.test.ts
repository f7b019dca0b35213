import * as tf from '@tensorflow/tfjs';
import { createRng } from '@unrolled/datasets';
import { toTensors } from '@unrolled/datasets/tensors';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import {
  type Changes,
  createModel,
  createTask,
  gradientFlow,
  planJob,
  planOf,
  predictRun,
  type TaskOptions,
  type TrainEvent,
  train,
} from '../src/index.js';
import { countParameters } from '../src/model/parameter-tree.js';
import type { RecurrentParams } from '../src/model/recurrent-model.js';
import { parametersOf } from '../src/spec/memory.js';
import { initialWeights } from '../src/trained/gradient-flow.js';
import { memoryStore } from './memory-store.js';

beforeAll(() => tf.setBackend('cpu'));

async function made(cell: 'rnn' | 'gru' | 'lstm' | 'min-gru', settings: object, name = 'palindrome') {
  const task = await createTask(name);
  const { model: kind } = planJob(name, {}, { model: cell, settings: { hiddenSize: 6, ...settings } });
  const model = await createModel(task.dataset, kind);
  const batch = toTensors(task.examples.heldOut('validation', 1, 3).next().value!);
  return { task, kind, model, params: model.init(createRng(1)), batch };
}

const difference = async (a: tf.Tensor, b: tf.Tensor) => (await tf.max(tf.abs(tf.sub(a, b))).data())[0]!;

describe.each(['rnn', 'gru', 'lstm', 'min-gru'] as const)('dropout of %s', (cell) => {
  it('drops while training alone, and the same for the same draws', async () => {
    const { model, params, batch } = await made(cell, { dropout: 0.5, layers: 2 });
    const scored = model.forward(params, batch);
    const taught = (seed: number) =>
      model.forward(params, batch, { teacherForcing: 1, rng: createRng(1), dropout: createRng(seed) });
    expect(
      await difference(model.forward(params, batch, { teacherForcing: 1, rng: createRng(1) }), scored),
    ).toBe(0);
    expect(await difference(taught(1), scored)).toBeGreaterThan(1e-3);
    expect(await difference(taught(1), taught(1))).toBe(0);
    expect(await difference(taught(1), taught(2))).toBeGreaterThan(1e-3);
  });
});

it('a run with dropout that was stopped goes on to the same bits', async () => {
  const task = await createTask('palindrome');
  const settings = {
    hiddenSize: 6,
    dropout: 0.3,
    batchSize: 8,
    steps: 6,
    stepsPerEpoch: 3,
    stopAtAccuracy: null,
  };
  const losses = (events: TrainEvent[]) =>
    events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
  const all = async (options: object) => {
    const events: TrainEvent[] = [];
    for await (const event of train(task, { settings, ...options })) events.push(event);
    return events;
  };
  const expected = losses(await all({}));
  const { store } = memoryStore();
  const controller = new AbortController();
  const before: TrainEvent[] = [];
  for await (const event of train(task, { settings, store, signal: controller.signal })) {
    before.push(event);
    if (event.type === 'step' && event.step === 4) controller.abort();
  }
  const after = await all({ store, resume: true });
  expect([...losses(before), ...losses(after)]).toEqual(expected);
});

it.each([
  ['palindrome', 'many-to-one'],
  ['parity', 'many-to-many'],
])(
  'bidirectional: of %s, %s, the first answer depends on the last input, and the last on the first',
  async (name) => {
    const { model, params, batch, kind, task } = await made('gru', { bidirectional: true, layers: 2 }, name);
    expect(parametersOf(kind, task.dataset)).toBe(countParameters(params));
    const answer = (inputs: tf.Tensor3D) => model.forward(params, { ...batch, inputs });
    const [batchSize, time, size] = batch.inputs.shape;
    const at = (t: number) => tf.oneHot(tf.fill([batchSize], t, 'int32'), time).reshape([batchSize, time, 1]);
    const altered = (t: number) => tf.add(batch.inputs, tf.mul(at(t), tf.ones([1, 1, size]))) as tf.Tensor3D;
    const ends = (logits: tf.Tensor) =>
      logits.rank === 2
        ? [logits, logits]
        : [tf.slice(logits, [0, 0, 0], [-1, 1, -1]), tf.slice(logits, [0, time - 1, 0], [-1, 1, -1])];
    const [first, last] = ends(answer(batch.inputs));
    expect(await difference(ends(answer(altered(time - 1)))[0]!, first!)).toBeGreaterThan(1e-4);
    expect(await difference(ends(answer(altered(0)))[1]!, last!)).toBeGreaterThan(1e-4);
  },
);

it.each([
  ['palindrome', {}, { layers: 2, residual: true }],
  ['parity', {}, { bidirectional: true, layers: 2, dropout: 0.1 }],
  ['binary-addition', { scheme: 'encoder-decoder' }, { attention: 'additive', feedback: 'teacher-forcing' }],
] as [string, TaskOptions, Changes][])(
  'layer normalisation in %s %j with %j: its parameters are counted, and a run that was stopped goes on to the same bits',
  async (name, options, others) => {
    const task = await createTask(name, options);
    const settings = { hiddenSize: 6, layerNorm: true, batchSize: 8, steps: 4, stepsPerEpoch: 2, ...others };
    const { model: kind } = planJob(name, options, { model: 'gru', settings });
    const drawn = (await createModel(task.dataset, kind)).init(createRng(1));
    expect(parametersOf(kind, task.dataset)).toBe(countParameters(drawn));
    const all = async (more: object) => {
      const losses: number[] = [];
      for await (const event of train(task, { model: 'gru', settings, ...more }))
        if (event.type === 'step') losses.push(event.loss);
      return losses;
    };
    const expected = await all({});
    const { store } = memoryStore();
    const controller = new AbortController();
    const before: number[] = [];
    for await (const event of train(task, { model: 'gru', settings, store, signal: controller.signal })) {
      if (event.type === 'step' && before.push(event.loss) === 3) controller.abort();
    }
    expect([...before, ...(await all({ store, resume: true }))]).toEqual(expected);
    const [prediction] = await predictRun(
      task,
      kind,
      await store.readModel(),
      task.examples.heldOut('fresh', 1, 1).next().value!,
    );
    expect(prediction!.output).not.toBe('');
  },
);

it('layer normalisation of what a layer says leaves the gradient of its states alone', async () => {
  const { task, kind } = await made('lstm', {});
  const normalized = await made('lstm', { layerNorm: true });
  const weights = await initialWeights(task, kind, 1);
  const withNorm = await initialWeights(task, normalized.kind, 1);
  expect(Object.keys(withNorm)).toContain('cell.norm.gain');
  expect(await gradientFlow(task, normalized.kind, withNorm, 1)).toEqual(
    await gradientFlow(task, kind, weights, 1),
  );
});

it('residual layers whose weights are zero hand on what they read', async () => {
  const deep = await made('rnn', { residual: true, layers: 3 });
  const flat = await made('rnn', { layers: 1 });
  const { cell: layers, readout } = deep.params as unknown as RecurrentParams;
  const { l0, l1, l2 } = layers as unknown as Record<string, Record<string, tf.Tensor>>;
  const silent = (layer: Record<string, tf.Tensor>) =>
    Object.fromEntries(Object.entries(layer).map(([name, value]) => [name, tf.zerosLike(value)]));
  const head = { readout };
  const cell = { l0: l0!, l1: silent(l1!), l2: silent(l2!) };
  const expected = flat.model.forward({ ...head, cell: l0! } as never, flat.batch);
  expect(await difference(deep.model.forward({ ...head, cell } as never, deep.batch), expected)).toBeLessThan(
    1e-6,
  );
});

it.each(['none', 'additive', 'multiplicative'] as const)(
  'of a writer with attention %s and no recurrent kernel, the gradient arrives at what was read by attention alone',
  async (attention) => {
    const options = { scheme: 'encoder-decoder', length: 4 };
    const task = await createTask('binary-addition', options);
    const settings = { hiddenSize: 6, attention, feedback: 'teacher-forcing' } as const;
    const model = await createModel(
      task.dataset,
      planJob('binary-addition', options, { model: 'rnn', settings }).model,
    );
    const params = model.init(createRng(1)) as unknown as RecurrentParams;
    const batch = toTensors(task.examples.heldOut('validation', 1, 3).next().value!);
    const norms = async (recurrentKernel: tf.Tensor) => {
      const cell = { ...(params.cell as object), recurrentKernel };
      const squares = (logits: tf.Tensor) => tf.mean(tf.square(logits));
      const { h } = model.stateGradientNorms!({ ...params, cell }, batch, squares) as { h: tf.Tensor };
      return Array.from(await h.data());
    };
    const { recurrentKernel } = params.cell as unknown as { recurrentKernel: tf.Tensor };
    const arrives = (norm: number) => norm > 0;
    expect((await norms(recurrentKernel)).every(arrives)).toBe(true);
    expect((await norms(tf.zerosLike(recurrentKernel))).some(arrives)).toBe(attention !== 'none');
  },
);

it('a writer records the gradient at every step that it reads', async () => {
  const settings = { hiddenSize: 4, attention: 'additive', steps: 2, stepsPerEpoch: 2, gradientNorms: true };
  const task = await createTask('binary-addition', { scheme: 'encoder-decoder', length: 4 });
  const recorded: number[][] = [];
  for await (const event of train(task, { model: 'lstm', settings: settings as Changes }))
    if (event.type === 'epoch') recorded.push(event.stateGradientNorms as number[]);
  expect(recorded).toHaveLength(1);
  expect(recorded[0]).toHaveLength(task.dataset.steps!);
  expect(recorded[0]!.every((norm) => norm > 0)).toBe(true);
});

it.each<[string, TaskOptions, object, string]>([
  ['palindrome', {}, { residual: true }, 'residual needs several layers, there is 1'],
  [
    'palindrome',
    {},
    { bidirectional: true, gradientNorms: true },
    'gradientNorms is for recurrent cells that read the input forward',
  ],
  [
    'binary-addition',
    { scheme: 'encoder-decoder' },
    { dropout: 0.1 },
    'dropout is for the schemes many-to-one and many-to-many, binary-addition has the scheme encoder-decoder',
  ],
  [
    'binary-addition',
    { scheme: 'encoder-decoder' },
    { bidirectional: true },
    'bidirectional is for the schemes many-to-one and many-to-many, binary-addition has the scheme encoder-decoder',
  ],
])('%s %j refuses %j', async (name, options, settings, words) => {
  const task = await createTask(name, options);
  const job = planJob(name, options, { model: 'lstm', settings });
  expect(() => planOf(job, task)).toThrow(new TypeError(`train: ${words}`));
});

it.each(['transformer', 'feedforward'] as const)('a %s has no gradient norms, and says so', async (model) => {
  const task = await createTask('palindrome');
  const job = planJob('palindrome', {}, { model, settings: { gradientNorms: true } });
  expect(() => planOf(job, task)).toThrow(
    'train: gradientNorms is for recurrent cells that read the input forward',
  );
});

it.each([
  [{ bidirectional: true }, 'a bidirectional network'],
  [{ layerNorm: true }, 'a network with layer normalisation'],
  [{ residual: true, layers: 2 }, 'a residual network'],
])('%j has one other form, safetensors', async (settings, what) => {
  const { task, kind } = await made('lstm', settings);
  const weights = await initialWeights(task, kind, 1);
  await expect(exportRun(task, { model: kind }, weights, 'onnx')).rejects.toThrow(
    `${what} has no other form yet; the format safetensors keeps its weights`,
  );
  expect(await exportRun(task, { model: kind }, weights, 'safetensors')).toBeInstanceOf(Uint8Array);
});
