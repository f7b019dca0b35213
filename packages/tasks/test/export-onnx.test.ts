import * as tf from '@tensorflow/tfjs';
import { createRng, type SequenceBatch } from '@unrolled/datasets';
import fc from 'fast-check';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../src/export/index.js';
import { createModel, createTask, planJob, type Task, type TaskOptions } from '../src/index.js';
import { toModelTensors } from '../src/model/model-tensors.js';
import { namedArrays } from '../src/model/parameter-tree.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

interface Asked {
  readonly task: string;
  readonly options?: TaskOptions;
  readonly model: Parameters<typeof planJob>[2] extends infer R | undefined ? R : never;
}

/** The largest difference between what the model of a fresh run answers and what ONNX Runtime makes of its export. */
async function difference(
  asked: Asked,
  batchSize: number,
  change: (task: Task) => Task = (task) => task,
): Promise<number> {
  const job = planJob(asked.task, asked.options, asked.model);
  const task = change(await createTask(asked.task, job.task.options));
  const batch = task.examples.heldOut('fresh', job.seed, batchSize).next().value!;
  const model = await createModel(task.dataset, job.model);
  const params = model.init(createRng(job.seed));
  const logits = tf.tidy(() => model.forward(params, toModelTensors(batch, task.standardization)));
  const ours = { data: await logits.data(), shape: logits.shape };
  const file = await exportRun(task, job, await namedArrays(params), 'onnx');
  tf.dispose([logits, params] as tf.TensorContainer);
  const answers = await infer(file as Uint8Array, batch);
  const theirs = answers[task.dataset.targetKind === 'real' ? 'values' : 'logits']!;
  expect(theirs.dims).toEqual(ours.shape);
  const numbers = theirs.data as Float32Array;
  return Math.max(...Array.from(ours.data, (value, i) => Math.abs(value - numbers[i]!)));
}

async function infer(file: Uint8Array, { inputs, mask }: SequenceBatch) {
  const session = await ort.InferenceSession.create(file);
  const steps = inputs.shape[1]!;
  const lengths = Int32Array.from({ length: inputs.shape[0]! }, (_, i) =>
    mask ? mask.data.subarray(i * steps, (i + 1) * steps).lastIndexOf(1) + 1 : steps,
  );
  const fed = {
    inputs: new ort.Tensor('float32', inputs.data, inputs.shape as number[]),
    ...(session.inputNames.includes('lengths') && {
      lengths: new ort.Tensor('int32', lengths, [lengths.length]),
    }),
  };
  const answers = await session.run(fed);
  await session.release();
  return answers;
}

/** The cells that ONNX has operators for, or is given with some. */
const operators = ['rnn', 'skip-rnn', 'gru', 'lstm'] as const;

describe('a run exported as ONNX', () => {
  it('answers in ONNX Runtime as it does here, whatever its cell, layers and sizes', async () => {
    const cases = fc.record({
      task: fc.constantFrom('palindrome', 'parity', 'alternating-sum', 'adding-problem'),
      length: fc.integer({ min: 1, max: 10 }).map((n) => 2 * n),
      model: fc.record({
        model: fc.constantFrom(...operators),
        settings: fc.record({
          hiddenSize: fc.integer({ min: 1, max: 40 }),
          layers: fc.integer({ min: 1, max: 3 }),
        }),
        seed: fc.nat(1000),
      }),
      batchSize: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ task, length, model, batchSize }) => {
        expect(await difference({ task, options: { length }, model }, batchSize)).toBeLessThan(1e-5);
      }),
      { numRuns: 30 },
    );
  });

  it.each(['tanh', 'relu', 'sigmoid'] as const)('has the activation %s', async (activation) => {
    for (const model of ['rnn', 'skip-rnn'] as const) {
      const asked = { model, settings: { hiddenSize: 5, activation } };
      expect(await difference({ task: 'parity', model: asked }, 3)).toBeLessThan(1e-5);
    }
  });

  it('has feed-forward networks', async () => {
    const asked = { model: 'feedforward', settings: { hiddenSize: 7 } } as const;
    const options = { length: 6, encoding: 'scalar' };
    expect(await difference({ task: 'palindrome', options, model: asked }, 4)).toBeLessThan(1e-5);
  });

  it.each(['none', 'teacher-forcing'] as const)(
    'reads and then writes, fed what the feedback %s says, whatever its cell',
    async (feedback) => {
      for (const model of operators) {
        const asked = { model, settings: { hiddenSize: 6, layers: 2, feedback } };
        const options = { scheme: 'encoder-decoder', length: 5 };
        expect(await difference({ task: 'binary-addition', options, model: asked }, 4)).toBeLessThan(1e-5);
      }
    },
  );

  it.each(['none', 'scheduled-sampling'] as const)(
    'skips the padding behind short sequences, with the feedback %s',
    async (feedback) => {
      for (const model of operators) {
        const asked = { model, settings: { hiddenSize: 6, feedback } };
        const options = { scheme: 'encoder-decoder', length: 5, padding: 'behind' };
        expect(await difference({ task: 'binary-addition', options, model: asked }, 8)).toBeLessThan(1e-5);
      }
    },
  );

  it.each(['class', 'real'] as const)(
    'feeds a decoder its own output where that is %s',
    async (targetKind) => {
      const change = (task: Task): Task => ({
        ...task,
        dataset: { ...task.dataset, targetKind, outputSize: 3 },
      });
      for (const model of ['gru', 'lstm'] as const) {
        const asked = { model, settings: { hiddenSize: 6, feedback: 'teacher-forcing' } } as const;
        const options = { scheme: 'encoder-decoder', length: 5 };
        const task = { task: 'binary-addition', options, model: asked };
        expect(await difference(task, 4, change)).toBeLessThan(1e-5);
      }
    },
  );

  it('answers after the last step of each sequence where they have several lengths', async () => {
    /** Every example ends one step before the one above it, and then has numbers that must not be read. */
    const change = ({ dataset: { steps, ...dataset }, examples, ...task }: Task): Task => ({
      ...task,
      dataset,
      examples: {
        ...examples,
        *heldOut(...asked) {
          for (const batch of examples.heldOut(...asked)) {
            const [size = 0] = batch.inputs.shape;
            const last = Array.from({ length: size }, (_, i) => steps! - 1 - i);
            const mask = Float32Array.from({ length: size * steps! }, (_, k) =>
              Number(k % steps! === last[Math.floor(k / steps!)]),
            );
            yield { ...batch, mask: { data: mask, shape: [size, steps!] } };
          }
        },
      },
    });
    for (const model of operators) {
      const asked = { model, settings: { hiddenSize: 6, layers: 2 } };
      const task = { task: 'adding-problem', options: { length: 7 }, model: asked };
      expect(await difference(task, 5, change)).toBeLessThan(1e-5);
    }
  });
});
