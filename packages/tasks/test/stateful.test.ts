import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { createRng } from '@unrolled/datasets';
import { toTensors } from '@unrolled/datasets/tensors';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cellNames,
  createModel,
  createTask,
  type ModelName,
  modelNames,
  planJob,
  planOf,
  type Task,
  type TrainEvent,
  train,
} from '../src/index.js';
import { lossAndAccuracy } from '../src/training/loss.js';
import { memoryStore } from './memory-store.js';

beforeAll(() => tf.setBackend('cpu'));

const length = 8;
const text = await createTask('text', { length });
/** The same, scored by few passages. */
const task: Task = {
  ...text,
  examples: { ...text.examples, heldOut: (split, seed) => text.examples.heldOut(split, seed, 5) },
};
const few = { hiddenSize: 4, batchSize: 3, stateful: true, stopAtAccuracy: null };

async function eventsOf(
  model: ModelName,
  settings: object,
  options: object = {},
  of = task,
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(of, { model, settings: { ...few, ...settings }, ...options }))
    events.push(event);
  return events;
}

const lossesIn = (events: readonly TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

it('streams are the book, chunk after chunk', () => {
  const streams = task.examples.streams!(5);
  const rows = (place: number) => {
    const { inputs, targets } = streams.chunk(place);
    expect(inputs.shape).toEqual([5, length, task.dataset.inputSize]);
    return Array.from({ length: 5 }, (_, i) => Array.from(targets.data).slice(i * length, (i + 1) * length));
  };
  const ends = rows(streams.chunks - 1);
  for (let place = 1; place < streams.chunks; place *= 3) {
    const next = streams.chunk(place).inputs.data;
    rows(place - 1).forEach((due, i) => {
      const first = next.subarray(i * length * task.dataset.inputSize).indexOf(1);
      expect(first).toBe(due.at(-1)); // what was due last is read first
    });
  }
  // The end of one stream is the beginning of the next.
  const first = streams.chunk(0).inputs.data;
  expect(first.subarray(length * task.dataset.inputSize).indexOf(1)).toBe(ends[0]!.at(-1));
});

describe.each(cellNames)('%s', (kind) => {
  it('reads chunk after chunk what it reads as a whole', async () => {
    const rate = { learningRate: 1e-30 };
    const losses = lossesIn(await eventsOf(kind, { ...rate, steps: 3, stepsPerEpoch: 3, layers: 2 }));
    const { model: settings } = planJob('text', { length }, { model: kind, settings: { ...few, layers: 2 } });
    const model = await createModel(task.dataset, settings);
    const expected = tf.tidy(() => {
      const params = model.init(createRng(1, 'weights'));
      const streams = task.examples.streams!(3);
      const chunks = [0, 1, 2].map((place) => toTensors(streams.chunk(place)));
      const inputs = tf.concat3d(
        chunks.map((chunk) => chunk.inputs),
        1,
      );
      const targets = tf.concat(
        chunks.map((chunk) => chunk.targets),
        1,
      );
      const logits = model.forward(params, { inputs, targets }) as tf.Tensor3D;
      return tf.split(logits, 3, 1).map((part, i) => lossAndAccuracy('class', part, chunks[i]!).loss);
    });
    for (const [i, loss] of expected.entries()) expect(losses[i]).toBeCloseTo((await loss.data())[0]!, 5);
  });
});

it('begins each stream anew in no state after its last chunk, which is a pass', async () => {
  const short: Task = {
    ...task,
    examples: { ...task.examples, streams: (count) => ({ ...text.examples.streams!(count), chunks: 2 }) },
  };
  const settings = { learningRate: 1e-30, steps: 3, stepsPerEpoch: 3 };
  const [first, second, again] = lossesIn(await eventsOf('gru', settings, {}, short));
  expect(again).toBe(first);
  expect(second).not.toBe(first);
  const onePass = planJob('text', { length }, { settings: { ...few, stepsPerEpoch: null } });
  expect(planOf(onePass, short).stepsPerEpoch).toBe(2);
});

it.each(['lstm', 'lru', 'skip-rnn'] as const)(
  'a run of %s that was stopped goes on to the same bits, and leaves no tensor behind',
  async (kind) => {
    const settings = { steps: 6, stepsPerEpoch: 3, layers: 2, dropout: 0.2, learningRate: 0.01 };
    const expected = await eventsOf(kind, settings);
    const { store, checkpoints } = memoryStore();
    const controller = new AbortController();
    const before: TrainEvent[] = [];
    const tensors = tf.memory().numTensors;
    for await (const event of train(task, {
      model: kind,
      settings: { ...few, ...settings },
      store,
      signal: controller.signal,
    })) {
      before.push(event);
      if (event.type === 'step' && event.step === 4) controller.abort();
    }
    const after = await eventsOf(kind, settings, { store, resume: true });
    expect(tf.memory().numTensors).toBe(tensors);
    expect([...lossesIn(before), ...lossesIn(after)]).toEqual(lossesIn(expected));
    expect(checkpoints.length).toBeGreaterThan(0);
    const result = (events: readonly TrainEvent[]) =>
      events.flatMap((e) => (e.type === 'done' ? [e.result.loss] : []));
    expect(result(after)).toEqual(result(expected));
  },
);

it('several learning rates each begin with the streams, in no state', async () => {
  const losses = lossesIn(
    await eventsOf('rnn', { learningRate: [1e-30, 1e-29], steps: 2, stepsPerEpoch: 2 }),
  );
  expect(losses.slice(2)).toEqual(losses.slice(0, 2));
});

describe('is refused', () => {
  const forward = 'stateful is for recurrent cells that read the input once, and forward';
  it.each([
    ...modelNames
      .filter((name) => task.models.includes(name) && !(cellNames as string[]).includes(name))
      .map((name) => [name, {}] as const),
    ['lstm', { bidirectional: true }] as const,
  ])('by %s %j', (model, settings) => {
    const job = planJob('text', { length }, { model, settings: { stateful: true, ...settings } });
    expect(() => planOf(job, task)).toThrow(new TypeError(`train: ${forward}`));
  });

  it('where examples stand alone', async () => {
    const palindrome = await createTask('palindrome');
    const job = planJob('palindrome', {}, { settings: { stateful: true } });
    expect(() => planOf(job, palindrome)).toThrow(
      new TypeError(
        'train: stateful is for examples that go on with one another, as those of text; those of palindrome stand alone',
      ),
    );
  });

  it('for more streams than there are passages', () => {
    const job = planJob('text', { length }, { settings: { stateful: true, batchSize: 20_000 } });
    expect(() => planOf(job, task)).toThrow(
      /^text: the streams, one for each example of a batch, must be an integer from 1 to 16\d\d\d, received 20000$/,
    );
  });
});
