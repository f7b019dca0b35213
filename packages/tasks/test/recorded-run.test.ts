import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { planJob, recordedRun, runJob } from '../src/index.js';
import { runDirectory } from '../src/node.js';

const settings = { hiddenSize: 4, batchSize: 8, steps: 6, stepsPerEpoch: 3, stopAtAccuracy: null };
const job = planJob('parity', {}, { settings, backend: 'cpu' });
let folder: string;

async function run(resume: boolean) {
  const events = [];
  for await (const event of runJob(job, { store: runDirectory(folder), resume })) events.push(event);
  return events;
}

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'unrolled-recorded-')), 'run');
});

it.each([
  ['lost', () => rm(join(folder, 'run.json')), 'its record is lost'],
  ['damaged', () => writeFile(join(folder, 'run.json'), '{"job": {}}'), 'run.json'],
])(
  'a record that is %s is made anew from the checkpoint, and a resumed run writes it again',
  async (_, damage, why) => {
    await run(false);
    const store = runDirectory(folder);
    const { status, result, started, ended, ...before } = (await store.readRecord())!; // of the dates it alone knows
    await damage();
    const found = await recordedRun(store);
    expect(found).toEqual({ record: { ...before, status: 'stopped' }, lost: expect.stringContaining(why) });
    await rm(join(folder, 'model.safetensors'));
    await run(true);
    expect(await store.readRecord()).toMatchObject({ ...before, status, result: { loss: result!.loss } });
    expect(await store.hasModel()).toBe(true);
  },
);

it('of a run of which nothing can be read every file is named', async () => {
  await run(false);
  for (const file of ['run.json', 'checkpoint.safetensors', 'checkpoint-previous.safetensors'])
    await writeFile(join(folder, file), '{');
  await expect(recordedRun(runDirectory(folder))).rejects.toThrow(
    /run\.json.*, and there is no whole checkpoint.*checkpoint\.safetensors: .*checkpoint-previous\.safetensors: /,
  );
  expect(await recordedRun(runDirectory(join(folder, 'none')))).toBeUndefined();
});

it('a run is not overwritten by another', async () => {
  await run(false);
  await expect(run(false)).rejects.toThrow(`${folder} holds a run already: resume it`);
});

it('a run that ended before its first checkpoint begins anew', async () => {
  const store = runDirectory(folder);
  const plan = { steps: 6, stepsPerEpoch: 3 };
  await store.writeRecord({ job, plan, backend: 'cpu', versions: {}, status: 'running', history: [] });
  const [start] = await run(true);
  expect(start).toMatchObject({ type: 'start', step: 0 });
});

it('a run goes on from the checkpoint before, where it ended between two renames', async () => {
  await run(false);
  await rm(join(folder, 'checkpoint.safetensors'));
  const [start] = await run(true);
  expect(start).toMatchObject({ type: 'start', step: 3 });
});
