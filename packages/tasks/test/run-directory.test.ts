import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { expect, it } from 'vitest';
import { type Position, planJob, type RunRecord, type RunStore } from '../src/index.js';
import { runDirectory } from '../src/node.js';
import { decodeCheckpoint, encodeCheckpoint } from '../src/runs/checkpoint.js';

const record: RunRecord = {
  job: planJob('parity'),
  plan: { steps: 10, stepsPerEpoch: 5 },
  backend: 'cpu',
  versions: {},
  status: 'running',
  history: [],
};
const temporary = () => mkdtemp(join(tmpdir(), 'unrolled-'));

async function checkpoint(step: number): Promise<[Uint8Array, Position]> {
  const sums = { steps: step, loss: 0, accuracy: 0, gradientNorm: 0 };
  const { status: _, ...recorded } = record;
  const position = { ...recorded, step, sums };
  return [await encodeCheckpoint({ position, tensors: {} }), position];
}

async function steps(run: RunStore): Promise<number[]> {
  const kept = await run.readCheckpoints();
  return Promise.all(kept.map(async ({ bytes }) => (await decodeCheckpoint(bytes)).position.step));
}

it('a record reads back as it was written, in a folder made on the way', async () => {
  const folder = join(await temporary(), 'a', 'b');
  await runDirectory(folder).writeRecord(record);
  expect(await runDirectory(folder).readRecord()).toEqual(record);
});

it('leaves only finished files', async () => {
  const folder = await temporary();
  const run = runDirectory(folder);
  await run.writeRecord(record);
  await run.writeModel(Uint8Array.of(1, 2, 3));
  expect(await readdir(folder)).toEqual(['model.safetensors', 'run.json']);
  expect([...(await readFile(join(folder, 'model.safetensors')))]).toEqual([1, 2, 3]);
});

it('keeps the latest checkpoint and the one before, the latest first', async () => {
  const folder = await temporary();
  const run = runDirectory(folder);
  expect(await run.readCheckpoints()).toEqual([]);
  for (const step of [1, 2, 3]) await run.writeCheckpoint(...(await checkpoint(step)));
  expect(await steps(run)).toEqual([3, 2]);
  expect(JSON.parse(await readFile(join(folder, 'checkpoint.json'), 'utf8')).step).toBe(3);
});

it('a damaged checkpoint does not take the place of the last good one', async () => {
  const folder = await temporary();
  const run = runDirectory(folder);
  for (const step of [1, 2]) await run.writeCheckpoint(...(await checkpoint(step)));
  const latest = join(folder, 'checkpoint.safetensors');
  await writeFile(latest, (await readFile(latest)).subarray(0, 60));
  await run.writeCheckpoint(...(await checkpoint(3)));
  expect(await steps(run)).toEqual([3, 1]);
});

it('a folder without a run has no record', async () => {
  expect(await runDirectory(await temporary()).readRecord()).toBeUndefined();
});

it('says which file cannot be written, and why', async () => {
  const file = join(await temporary(), 'file');
  await writeFile(file, '');
  await expect(writeFileAtomic(join(file, 'run.json'), '{}')).rejects.toThrow(
    `cannot write ${join(file, 'run.json')}: EEXIST`,
  );
});
