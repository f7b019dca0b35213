import * as tf from '@tensorflow/tfjs';
import { modelParameters } from '@unrolled/analysis';
import { createRng } from '@unrolled/datasets';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel, createTask, modelNames, planJob, planOf, sweepGrid } from '../src/index.js';
import { countParameters } from '../src/model/parameter-tree.js';
import { parametersOf, trainingBytes } from '../src/spec/memory.js';
import { examplesOf, inPieces } from '../src/training/pieces.js';

beforeAll(() => tf.setBackend('cpu'));

const refusal = async (task: string, options: object, request: object) => {
  const job = planJob(task, options as never, request);
  const made = await createTask(task, options as never);
  return () => planOf(job, made);
};

describe('the parameters of a model', () => {
  it.each(modelNames)('%s are as many as it has', async (model) => {
    for (const layers of model === 'feedforward' ? [1] : [1, 3]) {
      const settings = { hiddenSize: 8, ...(model !== 'feedforward' && { layers }) };
      const job = planJob('palindrome', {}, { model, settings });
      const { dataset } = await createTask('palindrome');
      const weights = (await createModel(dataset, job.model)).init(createRng(1));
      expect(parametersOf(job.model, dataset)).toBe(countParameters(weights));
      tf.dispose(weights as tf.TensorContainer);
    }
  });

  it.each([
    ['palindrome', {}],
    ['binary-addition', { scheme: 'encoder-decoder', shortest: 16 }],
  ])('of a transformer with learnt positions, for %s %j, are as many as it has', async (name, options) => {
    const task = await createTask(name, options as never);
    const settings = { hiddenSize: 8, heads: 2, expansion: 3, positions: 'learnt' } as const;
    const job = planJob(name, options as never, { model: 'transformer', settings });
    const weights = (await createModel(task.dataset, job.model)).init(createRng(1));
    expect(parametersOf(job.model, task.dataset)).toBe(countParameters(weights));
    tf.dispose(weights as tf.TensorContainer);
  });

  it.each(['additive', 'multiplicative'] as const)(
    'of a writer with %s attention are as many as it has',
    async (attention) => {
      const task = await createTask('binary-addition', { scheme: 'encoder-decoder' });
      const settings = { hiddenSize: 5, attention };
      const job = planJob('binary-addition', task.options, { model: 'gru', settings });
      const weights = (await createModel(task.dataset, job.model)).init(createRng(1));
      expect(parametersOf(job.model, task.dataset)).toBe(countParameters(weights));
      tf.dispose(weights as tf.TensorContainer);
    },
  );

  it('are those of the closed form', async () => {
    const { dataset } = await createTask('palindrome');
    const { model } = planJob('palindrome', {}, { model: 'lstm', settings: { hiddenSize: 128, layers: 2 } });
    const shape = { cell: 'lstm', inputSize: 10, hiddenSizes: [128, 128], outputSize: 10 } as const;
    expect(parametersOf(model, dataset)).toBe(modelParameters(shape).total);
    const more = { bidirectional: true, layerNorm: true };
    expect(parametersOf({ ...model, ...more }, dataset)).toBe(modelParameters({ ...shape, ...more }).total);
  });
});

it('a step with additive attention takes memory by the square of the length', async () => {
  const bytes = async (length: number, attention: string) => {
    const options = { scheme: 'encoder-decoder', length };
    const settings = { attention, batchSize: 4 } as never;
    const { dataset } = await createTask('binary-addition', options);
    return trainingBytes(planJob('binary-addition', options, { model: 'lstm', settings }), dataset);
  };
  const [some, more] = await Promise.all([bytes(200, 'additive'), bytes(400, 'additive')]);
  expect(more / some).toBeGreaterThan(3.5);
  expect((await bytes(400, 'none')) / (await bytes(200, 'none'))).toBeLessThan(2.1);
});

describe('a job of absurd size is refused before it takes memory, and told what would fit', () => {
  it.each([
    [
      'palindrome',
      {},
      { model: 'lstm', settings: { hiddenSize: 20_000 } },
      /about 5\d GiB of memory, and there are \d.* GiB; at most hiddenSize \d{3,4} would fit$/,
    ],
    ['palindrome', {}, { settings: { hiddenSize: 100_000_000 } }, /about 1\.2 EiB of memory/],
    [
      'palindrome',
      {},
      { settings: { hiddenSize: 1000, layers: 1000 } },
      /; at most hiddenSize \d+, or layers \d+ would fit$/,
    ],
    ['palindrome', {}, { settings: { batchSize: 1e9 } }, /at most batchSize \d+ would fit$/],
    ['palindrome', { length: 1_000_000 }, {}, /; shorter sequences would fit$/],
    ['palindrome', { length: 1_000_000 }, { model: 'feedforward' }, /GiB of memory/],
    [
      'binary-addition',
      { length: 10_000, scheme: 'encoder-decoder' },
      { settings: { hiddenSize: 2000 } },
      /GiB of memory/,
    ],
  ])('%s %j %j', async (task, options, request, message) => {
    expect(await refusal(task, options, request)).toThrow(RangeError);
    expect(await refusal(task, options, request)).toThrow(message);
  });

  it('the size that would fit does, and one more does not', async () => {
    const task = await createTask('palindrome');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('hiddenSize', 'batchSize'),
        fc.integer({ min: 1e8, max: 1e12 }),
        fc.constantFrom(...modelNames),
        async (name, size, model) => {
          const at = (size: number) => planJob('palindrome', {}, { model, settings: { [name]: size } });
          const fits = (size: number) => {
            try {
              planOf(at(size), task);
              return true;
            } catch (error) {
              return Number(new RegExp(`${name} (\\d+)`).exec((error as Error).message)![1]);
            }
          };
          const most = fits(size) as number;
          const next = model === 'transformer' && name === 'hiddenSize' ? 8 : 1; // twice its heads
          expect(fits(most)).toBe(true);
          expect(fits(most + next)).toBe(most);
          expect(trainingBytes(at(most), task.dataset)).toBeLessThanOrEqual(2 ** 32);
        },
      ),
    );
  });

  it.each(['hiddenSize', 'layers'])(
    'a model from a record with %s beyond all memory is not made',
    async (name) => {
      const { dataset } = await createTask('palindrome');
      const { model } = planJob('palindrome', {}, { model: 'lstm' });
      await expect(createModel(dataset, { ...model, [name]: 1e9 } as typeof model)).rejects.toThrow(
        /^model: .* parameters, .* there are/,
      );
    },
  );

  it('a sweep has at most ten thousand runs', () => {
    const seeds = Array.from({ length: 101 }, (_, seed) => seed);
    expect(() => sweepGrid({ cells: ['rnn'], seeds, values: { length: seeds } })).toThrow(
      'sweep: these are 10,201 runs; a sweep has at most 10,000',
    );
  });
});

describe('a batch in pieces', () => {
  it('is the same examples in the same order', async () => {
    const { examples } = await createTask('binary-addition', { length: 3 });
    const [batch] = [...examples.heldOut('test', 1, 7)];
    const pieces = [...inPieces([batch!], 3)];
    expect(pieces.map(({ inputs: { shape } }) => shape[0])).toEqual([3, 3, 1]);
    for (const part of ['inputs', 'targets', 'mask'] as const) {
      expect(pieces.flatMap((piece) => [...piece[part]!.data])).toEqual([...batch![part]!.data]);
    }
    expect(examplesOf(batch!, 0, 7)).toEqual(batch);
  });
});
