import * as tf from '@tensorflow/tfjs';
import { type NamedArrays, writeSafetensors } from '@unrolled/cells';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mutated } from '../../cells/test/mutated.js';
import {
  confusionOf,
  createTask,
  evaluateRun,
  gradientFlow,
  initialWeights,
  planJob,
  predictRun,
  type Task,
  train,
} from '../src/index.js';
import { decodeCheckpoint, encodeCheckpoint } from '../src/runs/checkpoint.js';
import type { Position } from '../src/runs/position.js';
import { readTensorsWithDigest, writeTensorsWithDigest } from '../src/runs/tensors-with-digest.js';
import { memoryStore } from './memory-store.js';

const settings = { hiddenSize: 3, steps: 2, batchSize: 4 } as const;
const { store, models, checkpoints } = memoryStore();
const job = planJob('palindrome', { length: 3 }, { settings });
let task: Task;
let weights: NamedArrays;
beforeAll(async () => {
  await tf.setBackend('cpu');
  task = await createTask('palindrome', { length: 3 });
  for await (const _ of train(task, { settings, store })) {
    // to the end
  }
  weights = await store.readModel();
});

describe('the weights of a run', () => {
  const uses: [string, (weights: NamedArrays) => Promise<unknown>][] = [
    ['evaluateRun', (weights) => evaluateRun(task, job.model, weights, { examples: 4 })],
    ['gradientFlow', (weights) => gradientFlow(task, job.model, weights, 1)],
    ['confusionOf', (weights) => confusionOf(task, job.model, weights, { examples: 4 })],
    [
      'predictRun',
      (weights) => predictRun(task, job.model, weights, task.examples.heldOut('fresh', 1, 2).next().value!),
    ],
  ];
  const changed = (name: string, data: readonly number[]) => ({
    [name]: {
      ...weights[name]!,
      data: Float32Array.from(weights[name]!.data, (value, i) => data[i] ?? value),
    },
  });

  it.each(uses)("are used by %s if they are the model's", async (_, use) => {
    await expect(use(weights)).resolves.toBeDefined();
  });

  it.each(uses)('are refused by %s by name if they are not, and no tensor is left', async (_, use) => {
    const { 'cell.recurrentKernel': kernel, ...others } = weights;
    const before = tf.memory().numTensors;
    for (const [wrong, message] of [
      [others, 'the weights are not those of this model: cell.recurrentKernel is missing'],
      [
        { ...others, 'cell.kernel': kernel! },
        'cell.recurrentKernel is missing; there is no cell.kernel in it',
      ],
      [{ ...weights, more: kernel! }, 'there is no more in it'],
      [
        { ...weights, ...changed('cell.bias', [0, Number.NaN]) },
        'must be finite numbers: cell.bias holds NaN',
      ],
      [
        { ...weights, ...changed('cell.bias', [-Infinity]) },
        'must be finite numbers: cell.bias holds -Infinity',
      ],
    ] as [NamedArrays, string][]) {
      await expect(use(wrong)).rejects.toThrow(message);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused if a bit of the file was flipped', async () => {
    const file = models.at(-1)!;
    for (let bit = 0; bit < 8 * file.length; bit += 3) {
      const flipped = Uint8Array.from(file);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await expect(readTensorsWithDigest(flipped), `bit ${bit}`).rejects.toThrow();
    }
  });

  it('are read out of a file that has no digest', async () => {
    const { tensors } = await readTensorsWithDigest(writeSafetensors(weights));
    expect({ ...tensors }).toEqual({ ...weights });
  });
});

it('a feed-forward network refuses sequences of another length', async () => {
  const { model } = planJob(
    'palindrome',
    { length: 3 },
    { model: 'feedforward', settings: { hiddenSize: 2 } },
  );
  const weights = await initialWeights(task, model, 1);
  const longer = { data: new Float32Array(50), shape: [1, 5, 10] };
  const batch = { inputs: longer, targets: { data: Int32Array.of(1), shape: [1] } };
  await expect(predictRun(task, model, weights, batch)).rejects.toThrow(
    'feedforward: inputs must have shape [batch, 2, 10], received [1, 5, 10]',
  );
});

describe('a checkpoint', () => {
  it('that was changed, or cut, is refused by an Error', async () => {
    const whole = checkpoints[0]!.bytes;
    const { position } = await decodeCheckpoint(whole);
    await fc.assert(
      fc.asyncProperty(mutated(whole), async (bytes) => {
        const read = await decodeCheckpoint(bytes).catch((error) => {
          expect(error).toBeInstanceOf(Error);
        });
        if (read) expect(read.position).toEqual(position);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [{ step: -1 }, /^its position: step must be /],
    [{ step: 1.5 }, /^its position: step must be /],
    [{ step: 65536 }, 'its position: step must be 2, which its epochs come to, received 65536'],
    [{ history: [] }, 'its position: step must be 0, which its epochs come to, received 2'],
    [{ sums: undefined }, 'its position names no sums'],
    [{ history: [{ epoch: 1 }] }, 'its position names no history.0.step'],
    [{ more: 1 }, 'its position: more is unknown'],
    [{ job: 3 }, /^its position: job must be /],
  ])('whose position is not one is refused, its digest or not: %o', async (change, message) => {
    const { position, tensors } = await decodeCheckpoint(checkpoints[0]!.bytes);
    const bytes = await encodeCheckpoint({ position: { ...position, ...change } as Position, tensors });
    await expect(decodeCheckpoint(bytes)).rejects.toThrow(message);
  });

  it.each(['3', 'null', '[]', '{', '"job"'])('whose position is %s is refused', async (position) => {
    const bytes = await writeTensorsWithDigest({}, { position });
    await expect(decodeCheckpoint(bytes)).rejects.toThrow(/^its position |earlier version/);
  });

  it.each([Number.NaN, -Infinity])('that holds %s is refused, its digest or not', async (value) => {
    const { position, tensors } = await decodeCheckpoint(checkpoints[0]!.bytes);
    const { 'weights.cell.bias': bias } = tensors;
    const wrong = {
      ...tensors,
      'weights.cell.bias': { ...bias!, data: Float32Array.from(bias!.data).fill(value, 3) },
    };
    await expect(decodeCheckpoint(await encodeCheckpoint({ position, tensors: wrong }))).rejects.toThrow(
      `its tensors must be finite numbers: weights.cell.bias holds ${value}`,
    );
  });

  it('keeps a gradient norm that was no number as one', async () => {
    const { position, tensors } = await decodeCheckpoint(checkpoints[0]!.bytes);
    const sums = { ...position.sums, gradientNorm: Number.NaN };
    const bytes = await encodeCheckpoint({ position: { ...position, sums }, tensors });
    expect((await decodeCheckpoint(bytes)).position.sums.gradientNorm).toBeNaN();
  });
});
