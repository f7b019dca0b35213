import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { parity } from '@unrolled/datasets';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  arrayExamples,
  defineTask,
  type Example,
  type GivenExamples,
  generatedExamples,
  makeTask,
  type TrainEvent,
  type TrainOptions,
  train,
} from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const words: Example[] = Array.from({ length: 60 }, (_, i) => ({
  inputs: 'abc'.repeat(1 + (i % 3)).slice(i % 2),
  target: i % 2 ? 'from b' : 'from a',
}));

async function result(examples: GivenExamples, options: Partial<TrainOptions> = {}) {
  const events: TrainEvent[] = [];
  const settings = { hiddenSize: 12, ...options.settings };
  for await (const event of train(defineTask({ examples }), { ...options, settings })) events.push(event);
  const last = events.at(-1)!;
  if (last.type !== 'done') throw new Error('it did not end');
  return last.result;
}

describe('a task that is defined by', () => {
  it('a list of examples learns to tell its classes apart', async () => {
    const { accuracy, baseline } = await result(words, { settings: { epochs: 40, learningRate: 0.02 } });
    expect(baseline).toMatchObject({ metric: 'accuracy' });
    expect(accuracy).toBe(1);
  });

  it('a generator draws other examples at every step, and the same for the same seed', async () => {
    const sums = generatedExamples(function* (rng) {
      for (;;) {
        const inputs = Array.from({ length: 2 + Math.floor(3 * rng()) }, () => rng());
        yield { inputs, target: inputs.reduce((sum, value) => sum + value, 0) };
      }
    });
    const task = await makeTask(defineTask({ examples: sums }));
    expect(task.dataset).toMatchObject({ inputSize: 1, outputSize: 1, targetKind: 'real' });
    const drawn = [1, 1, 2].map((step) => String(task.examples.trainingBatch(7, step, 5).inputs.data));
    expect(drawn[0]).toBe(drawn[1]);
    expect(drawn[0]).not.toBe(drawn[2]);
    const { loss } = await result(sums, { settings: { steps: 150, learningRate: 0.02 } });
    expect(loss).toBeLessThan(0.5); // where guessing the mean scores 1
  });

  it('a dataset has its shapes and its baseline', async () => {
    const task = await makeTask(
      defineTask({ name: 'mine', examples: parity({ length: 6 }), models: ['rnn'] }),
    );
    expect(task).toMatchObject({
      name: 'mine',
      models: ['rnn'],
      dataset: { inputSize: 1, targetKind: 'binary' },
    });
    const { loss } = await result(parity({ length: 6 }), { settings: { steps: 4 } });
    expect(loss).toBeLessThan(1);
  });

  it('examples and options reads as the options say', async () => {
    const rows = [...Array(40).keys()].map((i) => ({ id: i, note: 'abcd'.slice(i % 3), score: i % 2 }));
    const source = arrayExamples(rows, {
      inputs: 'note',
      target: 'score',
      targetKind: 'real',
      test: rows.slice(0, 4),
    });
    const task = await makeTask(defineTask({ examples: source }));
    expect(task.understood).toMatchObject({
      targets: { kind: 'real', names: ['score'] },
      sequences: { test: 4, validation: 4 },
    });
  });

  it.each([
    [undefined, 'defineTask: examples must be a list'],
    [{}, 'defineTask: examples must be a list'],
    ['words', 'defineTask: examples must be a list'],
  ])('%j is refused at once', (examples, message) => {
    expect(() => defineTask({ examples: examples as never })).toThrow(message);
  });

  it.each([
    [[], 'examples: expected an example a row, received none'],
    [[{ inputs: [1], target: 'a' }, 3], 'examples: row 1 must be an object'],
    [
      words.map((word, i) => (i === 7 ? { ...word, inputs: 5 } : word)),
      'examples: row 7: inputs must be a list of steps or a text, received 5',
    ],
    [
      function* () {
        yield* words;
      },
      'generatedExamples: they must go on without end, received 60',
    ],
  ])('examples that are none are refused by their place', async (examples, message) => {
    await expect(makeTask(defineTask({ examples: examples as never }))).rejects.toThrow(message);
  });
});
