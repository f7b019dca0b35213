import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { createRng } from '@unrolled/datasets';
import { registerKernels } from '@unrolled/kernels';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  confusionOf,
  createTask,
  evaluateRun,
  initialWeights,
  planJob,
  predictRun,
  scoreConstructed,
  type Task,
  type TaskOptions,
  type TrainEvent,
  type TrainOptions,
  taskDefinitions,
  train,
} from '../src/index.js';
import { memoryStore } from './memory-store.js';
import { tinyMnist } from './tiny-mnist.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await registerKernels();
});

const mnist = async () => tinyMnist(createRng(3), 200, 40);
/** Sequences of one length, as a feed-forward network needs them. */
const ownFile = Array.from(
  { length: 40 },
  (_, i) => `{"inputs": [${i % 5}, 1, 2], "target": "${'ab'[i % 2]}"}`,
);
const readFile = async () => new TextEncoder().encode(ownFile.join('\n'));
const make = (name: string, options: TaskOptions = {}) => {
  const small = name.startsWith('mnist') ? { validation: 20 } : name === 'data' ? { data: 'own.jsonl' } : {};
  return createTask(name, { ...small, ...options }, { mnist, readFile });
};

async function run(task: Task, options: Partial<TrainOptions> = {}): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  const settings = { batchSize: 16, steps: 4, stepsPerEpoch: 2, hiddenSize: 8, ...options.settings };
  for await (const event of train(task, { ...options, settings })) events.push(event);
  return events;
}

const models = Object.values(taskDefinitions).flatMap(({ name, models }) =>
  models.map((model) => [name, model] as const),
);

/** Of tasks that are long unless they are told. */
const lengths: Readonly<Record<string, number>> = {
  'adding-problem': 8,
  'copy-memory': 8,
  'associative-recall': 2,
  'selective-copying': 8,
  dyck: 8,
  sorting: 4,
  counting: 3,
  text: 8,
};

describe.each(models)('%s with %s', (name, model) => {
  it('trains, scores and leaves no tensor behind', async () => {
    const task = await make(name, name in lengths ? { length: lengths[name]! } : {});
    await run(task, { model });
    const before = tf.memory().numTensors;
    const events = await run(task, { model });
    expect(tf.memory().numTensors).toBe(before);
    const last = events.at(-1)!;
    expect(last.type === 'done' && Number.isFinite(last.result.loss)).toBe(true);
  });
});

describe('every task', () => {
  it.each(Object.keys(taskDefinitions))('%s begins near what guessing costs', async (name) => {
    const task = await make(name);
    const events = await run(task, { settings: { steps: 1, initialization: 'orthogonal' } });
    const first = events.find((event) => event.type === 'step');
    const { targetKind, outputSize } = task.dataset;
    const guess = { class: Math.log(outputSize), binary: outputSize * Math.log(2), real: 1.2 }[targetKind];
    expect(first!.loss).toBeLessThan(2.5 * guess);
    expect(first!.loss).toBeGreaterThan(0.1 * guess);
  });

  it.each([
    'binary-addition',
    'palindrome',
    'parity',
    'running-and',
    'sequence-equality',
    'alternating-sum',
    'dyck',
    'sorting',
    'counting',
    'text',
  ])('%s reads back what it writes', async (name) => {
    const task = await make(name);
    const { read, describe } = task.question;
    const [batch] = task.examples.heldOut('fresh', 1, 1);
    const inputs = describe!(batch!);
    const words = name === 'alternating-sum' ? inputs[0]!.split(' ') : inputs;
    const numbers =
      name === 'binary-addition' ? words.map((bits) => String(Number.parseInt(bits, 2))) : words;
    expect(describe!(read!(numbers).batch).map((text) => text.replace(/^0+(?=.)/, ''))).toEqual(
      inputs.map((text) => text.replace(/^0+(?=.)/, '')),
    );
  });

  it.each([
    ['binary-addition', ['180'], "binary-addition: expected two non-negative integers, received '180'"],
    [
      'binary-addition',
      ['180', '-3'],
      "binary-addition: expected two non-negative integers, received '180 -3'",
    ],
    [
      'palindrome',
      ['12x21'],
      "palindrome: expected 5 digits below 10, or all but the last, received '12x21'",
    ],
    ['parity', ['102'], "parity: expected a sequence of bits, as 10110, received '102'"],
    [
      'sequence-equality',
      ['10', '101'],
      "sequence-equality: expected two sequences of bits of one length, as 10110 10111, received '10 101'",
    ],
    ['dyck', ['(]'], "dyck: expected brackets out of ()[], well nested as far as they go, received '(]'"],
    ['dyck', ['(<'], "dyck: expected brackets out of ()[], well nested as far as they go, received '(<'"],
    ['sorting', ['3x1'], "sorting: expected digits, as 31415, received '3x1'"],
    ['counting', ['aabbc'], "counting: expected a word as aabbcc, received 'aabbc'"],
    ['counting', [''], "counting: expected a word as aabbcc, received ''"],
    ['alternating-sum', ['3'], "alternating-sum: expected an even number of integers, received '3'"],
  ])('%s refuses %j', async (name, words, message) => {
    const { read } = (await make(name)).question;
    expect(() => read!(words)).toThrow(new RangeError(message));
  });

  it.each([
    ['palindrome', { length: 1.5 }, 'palindrome: length must be an integer from 2 to 1000000, received 1.5'],
    [
      'palindrome',
      { encoding: 'words' },
      'palindrome: encoding must be one of one-hot, scalar, received words',
    ],
    ['parity', { length: 0 }, 'parity: length must be an integer from 1 to 1000000, received 0'],
  ])('%s refuses %j', async (name, options, message) => {
    await expect(make(name, options)).rejects.toThrow(message);
  });

  it('of MNIST says that it needs the images', async () => {
    await expect(createTask('mnist-rows')).rejects.toThrow(
      new TypeError('mnist-rows: needs the resource mnist, such as loadMnist of @unrolled/datasets/node'),
    );
  });
});

describe('train', () => {
  it('refuses a model that the task has not', async () => {
    await expect(run(await make('parity'), { model: 'feedforward' })).rejects.toThrow(
      new TypeError(
        'parity: model must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, transformer, received feedforward',
      ),
    );
  });

  it('refuses feedback where nothing is written', async () => {
    await expect(run(await make('parity'), { settings: { feedback: 'teacher-forcing' } })).rejects.toThrow(
      'train: feedback is for the scheme encoder-decoder, parity has the scheme many-to-many',
    );
  });

  it('tries several learning rates from the same weights and keeps the best epoch of all', async () => {
    const task = await make('parity');
    const events = await run(task, { settings: { learningRate: [1e-9, 0.01], stopAtAccuracy: null } });
    const steps = events.flatMap((event) => (event.type === 'step' ? [event] : []));
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(steps[4]!.loss).toBe(steps[0]!.loss);
    const last = events.at(-1)!;
    expect(last).toMatchObject({ type: 'done', result: { steps: 8, bestEpoch: { learningRate: 0.01 } } });
  });

  it('goes on with the next learning rate when one diverges', async () => {
    const task = await make('palindrome', { encoding: 'scalar' });
    const settings = {
      optimizer: 'sgd',
      learningRate: [1e38, 1e-3],
      clipNorm: 1e30,
      stopAtAccuracy: null,
    } as const;
    const events = await run(task, { model: 'rnn', settings });
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      result: { steps: 8, bestEpoch: { learningRate: 1e-3 } },
    });
  });

  it('resumes between two learning rates to the same bits', async () => {
    const task = await make('parity');
    const settings = { learningRate: [0.01, 0.003], steps: 6, stepsPerEpoch: 3, stopAtAccuracy: null };
    const losses = (events: TrainEvent[]) =>
      events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
    const expected = losses(await run(task, { settings }));
    for (const stopAt of [6, 8]) {
      const { store } = memoryStore();
      const controller = new AbortController();
      const before: TrainEvent[] = [];
      const options = { model: 'rnn', store, signal: controller.signal } as const;
      const interrupted = train(task, {
        ...options,
        settings: { batchSize: 16, hiddenSize: 8, ...settings },
      });
      for await (const event of interrupted) {
        before.push(event);
        if (event.type === 'step' && event.step === stopAt) controller.abort();
      }
      const after = await run(task, { settings, store, resume: true });
      expect([...losses(before), ...losses(after)]).toEqual(expected);
    }
  });

  it('stops a rate after as many epochs without progress as the patience allows', async () => {
    const events = await run(await make('parity'), {
      settings: { learningRate: 1e-30, steps: 40, patience: 2, stopAtAccuracy: null },
    });
    expect(events.at(-1)).toMatchObject({ type: 'done', result: { stopped: 'no-progress', steps: 6 } });
  });

  it('records the gradient norm at every time step on request', async () => {
    const events = await run(await make('palindrome', { length: 7 }), { settings: { gradientNorms: true } });
    const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event] : []));
    for (const { stateGradientNorms } of epochs) {
      expect(stateGradientNorms).toHaveLength(6);
      expect(stateGradientNorms!.every((norm) => norm > 0 && Number.isFinite(norm))).toBe(true);
    }
  });

  it.each(['none', 'teacher-forcing', 'scheduled-sampling'] as const)(
    'trains a writer with feedback %s and scores it on its own output',
    async (feedback) => {
      const task = await make('binary-addition', { scheme: 'encoder-decoder', length: 3 });
      const settings = { feedback, hiddenSize: 32, steps: 60, stepsPerEpoch: 30, batchSize: 64 };
      const events = await run(task, { settings });
      const losses = events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
    },
  );

  it.each(['additive', 'multiplicative'] as const)(
    'trains a writer with %s attention, which says where each output looked',
    async (attention) => {
      const task = await make('binary-addition', { scheme: 'encoder-decoder', length: 3 });
      const settings = { attention, hiddenSize: 16, steps: 40, stepsPerEpoch: 20, batchSize: 64 };
      const { store } = memoryStore();
      const before = tf.memory().numTensors;
      const events = await run(task, { settings, store });
      const losses = events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      const start = events[0]!;
      if (start.type !== 'start') throw new Error('it did not start');
      const { batch } = task.question.read!(['5', '2']);
      const [prediction] = await predictRun(task, start.record.job.model, await store.readModel(), batch);
      expect(tf.memory().numTensors).toBe(before);
      const map = prediction!.attention!;
      expect([map.length, map[0]!.length]).toEqual([4, 4]);
      for (const row of map) expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    },
  );

  it('refuses attention where nothing is written', async () => {
    await expect(run(await make('parity'), { settings: { attention: 'additive' } })).rejects.toThrow(
      'train: attention is for the scheme encoder-decoder, parity has the scheme many-to-many',
    );
  });

  it('learns to add two binary numbers and goes on to four times their length', async () => {
    const task = await make('binary-addition');
    const { store } = memoryStore();
    const settings = { hiddenSize: 10, batchSize: 128, steps: 800, stepsPerEpoch: 100 };
    const events = await run(task, { store, settings });
    const start = events[0]!;
    if (start.type !== 'start') throw new Error('it did not start');
    const { model } = start.record.job;
    const tensors = await store.readModel();
    const longer = await make('binary-addition', { length: 64 });
    const scores = await evaluateRun(longer, model, tensors, { examples: 200 });
    expect(scores.sequenceAccuracy).toBe(1);
    const { batch } = task.question.read!(['180', '23']);
    const [prediction] = await predictRun(task, model, tensors, batch);
    expect(prediction).toMatchObject({
      predicted: 203,
      expected: 203,
      output: '011001011',
      truth: '011001011',
      digitAccuracy: 1,
    });
  });
});

describe('confusionOf', () => {
  it('counts every example once, on the diagonal as many as are right', async () => {
    const task = await make('palindrome');
    const { model } = planJob('palindrome', {}, { model: 'rnn', settings: { hiddenSize: 8 } });
    const weights = await initialWeights(task, model, 1);
    const { counts } = (await confusionOf(task, model, weights, { examples: 700 }))!;
    const { accuracy } = await evaluateRun(task, model, weights, { examples: 700 });
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(700);
    expect(counts.reduce((sum, row, k) => sum + row[k]!, 0)).toBe(Math.round(700 * accuracy!));
  });

  it('is there for no task without a class for every sequence', async () => {
    const task = await make('parity');
    expect(await confusionOf(task, planJob('parity').model, {})).toBeUndefined();
  });
});

describe('the constructed network', () => {
  it.each(['parity', 'running-and', 'sequence-equality', 'alternating-sum', 'binary-addition'])(
    'of %s answers every step right',
    async (name) => {
      const length = name === 'alternating-sum' ? 8 : 9;
      expect(await scoreConstructed(await make(name, { length }), 1)).toBe(1);
    },
  );

  it('is there for no other task', async () => {
    expect(await scoreConstructed(await make('palindrome'), 1)).toBeUndefined();
    const writer = await make('binary-addition', { scheme: 'encoder-decoder' });
    expect(await scoreConstructed(writer, 1)).toBeUndefined();
  });
});

describe('predictRun', () => {
  it('says what an image is after every row, and knows no truth of one that is not labelled', async () => {
    const task = await make('mnist-rows');
    const { model } = planJob('mnist-rows', {}, { settings: { hiddenSize: 8 } });
    const weights = await initialWeights(task, model, 1);
    const { test } = await mnist();
    const image = { ...test, count: 1, pixels: test.pixels.subarray(0, 784), labels: Uint8Array.of(255) };
    const [prediction] = await predictRun(task, model, weights, task.question.readImage!(image));
    expect(prediction).not.toHaveProperty('expected');
    expect(prediction!.probabilitiesByStep).toHaveLength(28);
    expect(prediction!.probabilities!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(prediction!.probabilitiesByStep!.at(-1)![3]).toBeCloseTo(prediction!.probabilities![3]!, 6);
  });
});
