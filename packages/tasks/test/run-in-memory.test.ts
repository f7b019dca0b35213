import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ModelInTraining,
  planJob,
  type RunJobOptions,
  runInMemory,
  runJob,
  type TrainResult,
} from '../src/index.js';
import { runDirectory } from '../src/node.js';

const job = (steps: number) =>
  planJob(
    'parity',
    { length: 4 },
    { model: 'gru', settings: { hiddenSize: 4, batchSize: 8, steps, stepsPerEpoch: 2 }, backend: 'cpu' },
  );

/** The losses of a run, and what came of it. */
async function run(steps: number, options: RunJobOptions) {
  const losses: number[] = [];
  const events = runJob(job(steps), options);
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { losses, result: value as TrainResult };
    if (value.type === 'step') losses.push(value.loss);
  }
}

describe('a run kept in memory', () => {
  it('has the files of a run in a folder, and goes on there as if it had never been elsewhere', async () => {
    const whole = await run(8, {});
    const { store, files } = runInMemory('a page');
    await run(4, { store });
    expect([...files.keys()].sort()).toEqual([
      'checkpoint-previous.safetensors',
      'checkpoint.json',
      'checkpoint.safetensors',
      'model.safetensors',
      'run.json',
    ]);
    const folder = await mkdtemp(join(tmpdir(), 'unrolled-'));
    for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
    const rest = await run(8, { store: runDirectory(folder), resume: true });
    expect(rest.losses).toEqual(whole.losses.slice(4));
  });

  it('goes on in memory from the files of a folder', async () => {
    const whole = await run(6, {});
    const folder = await mkdtemp(join(tmpdir(), 'unrolled-'));
    await run(4, { store: runDirectory(folder) });
    const names = ['run.json', 'checkpoint.safetensors'];
    const files = await Promise.all(
      names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const),
    );
    const rest = await run(6, {
      store: runInMemory('a page', Object.fromEntries(files)).store,
      resume: true,
    });
    expect(rest.losses).toEqual(whole.losses.slice(4));
  });
});

it('looking at a model in training changes none of its losses', async () => {
  let model: ModelInTraining | undefined;
  const events = runJob(job(4), {
    watch: (watched) => {
      model = watched;
    },
  });
  const losses: number[] = [];
  for await (const event of events) {
    if (event.type !== 'step') continue;
    losses.push(event.loss);
    expect(await model!.gradientNorms()).toHaveLength(4);
    expect(Object.keys(await model!.presentWeights())).toContain('cell.recurrentKernel');
  }
  expect(losses).toEqual((await run(4, {})).losses);
});
