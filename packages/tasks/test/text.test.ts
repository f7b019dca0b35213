import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { createRng } from '@unrolled/datasets';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cellNames,
  continueText,
  createModel,
  createTask,
  planJob,
  runInMemory,
  runJob,
} from '../src/index.js';
import { namedArrays } from '../src/model/parameter-tree.js';
import { oneHot, symbolsOf } from '../src/spec/one-hot.js';

beforeAll(() => tf.setBackend('cpu'));

describe('a model of the text', async () => {
  const task = await createTask('text', { length: 16 });
  const settings = { hiddenSize: 24, batchSize: 16, epochs: 1, stepsPerEpoch: 40, learningRate: 0.02 };
  const job = planJob('text', { length: 16 }, { model: 'gru', settings, backend: 'cpu' });
  const { store } = runInMemory('text');
  const { batch } = task.question.read!(['Alice was']);
  const trained = (async () => {
    let result: { readonly loss: number } | undefined;
    for await (const event of runJob(job, { store })) if (event.type === 'done') result = event.result;
    return { result: result!, weights: await store.readModel() };
  })();

  it('beats the entropy of single characters within 40 steps', async () => {
    const { result } = await trained;
    expect(result.loss).toBeLessThan(task.dataset.baseline.value);
  });

  it('goes on with a text the same for the same seed, otherwise for another, and leaves no tensor behind', async () => {
    const { weights } = await trained;
    const write = (options: object) =>
      continueText(task, job.model, weights, batch, { characters: 30, ...options });
    const first = await write({ seed: 1 });
    const before = tf.memory().numTensors;
    expect(await write({ seed: 1 })).toBe(first);
    expect(tf.memory().numTensors).toBe(before);
    expect(first).toHaveLength(30);
    expect(await write({ seed: 2 })).not.toBe(first);
    expect(await write({ temperature: 0, seed: 2 })).toBe(await write({ temperature: 0, seed: 1 }));
  });

  it('writes at a temperature near 0 what it writes at 0', async () => {
    const { weights } = await trained;
    const write = (temperature: number) =>
      continueText(task, job.model, weights, batch, { characters: 20, temperature });
    expect(await write(1e-6)).toBe(await write(0));
  });

  it.each([...cellNames, 'transformer'] as const)(
    'of a %s writes what it would write if it read all again for each character',
    async (kind) => {
      const settings = { hiddenSize: 8, layers: 2 };
      const { model: spec } = planJob('text', { length: 16 }, { model: kind, settings });
      const model = await createModel(task.dataset, spec);
      const params = model.init(createRng(3));
      const weights = await namedArrays(params);
      // Longer than a transformer has learnt to look back; a recurrence has it all in its state.
      const { batch } = task.question.read!(['The Queen of Hearts, she made some tarts']);
      const written = await continueText(task, spec, weights, batch, { characters: 12, temperature: 0 });
      const alphabet = task.question.alphabet!;
      let read = symbolsOf(batch);
      for (const character of written) {
        const seen = kind === 'transformer' ? read.slice(-16) : read;
        const inputs = tf.tensor3d(oneHot(seen, alphabet.length), [1, seen.length, alphabet.length]);
        const logits = model.forward(params, { inputs, targets: tf.zeros([1, seen.length], 'int32') });
        const [likeliest] = await tf.argMax(tf.slice(logits, [0, seen.length - 1, 0], [1, 1, -1]), -1).data();
        expect(character).toBe(alphabet[likeliest!]);
        read = [...read, likeliest!];
      }
    },
  );

  it('reads each character once where there is a state', async () => {
    const { weights } = await trained;
    const steps = (characters: number) =>
      tf
        .profile(
          async () => void (await continueText(task, job.model, weights, batch, { characters, seed: 1 })),
        )
        .then(({ kernels }) =>
          kernels.reduce((sum, { totalBytesSnapshot: _, bytesAdded }) => sum + bytesAdded, 0),
        );
    const [ten, twenty, thirty] = [await steps(10), await steps(20), await steps(30)] as const;
    expect(thirty - twenty).toBe(twenty - ten);
  });

  it('refuses a character that the book has not, and nothing at all', () => {
    const expected = "text: expected a text of the book's characters, as 'Alice was', received";
    expect(() => task.question.read!(['Größe'])).toThrow(new RangeError(`${expected} 'ö'`));
    expect(() => task.question.read!([])).toThrow(new RangeError(`${expected} nothing`));
  });

  it('refuses to go on with what is no text', async () => {
    const parity = await createTask('parity');
    const { weights } = await trained;
    await expect(continueText(parity, job.model, weights, batch)).rejects.toThrow(
      new TypeError('continueText: parity is of no text'),
    );
  });
});
