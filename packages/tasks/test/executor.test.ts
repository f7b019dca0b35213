import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import {
  type Changes,
  type JobEvent,
  type PlacedJob,
  planJob,
  runJob,
  type TrainEvent,
} from '../src/index.js';
import { localProcesses, runDirectory } from '../src/node.js';

const tiny = { hiddenSize: 4, batchSize: 8, steps: 6, stepsPerEpoch: 3, stopAtAccuracy: null };
const lengthy = { steps: 400, stepsPerEpoch: 100 };
let folder: string;
const placed = (name: string, settings: Changes = {}, seed = 1): PlacedJob => ({
  job: planJob('parity', {}, { settings: { ...tiny, ...settings }, seed, backend: 'cpu' }),
  run: join(folder, name),
});

async function all(jobs: readonly PlacedJob[], signal?: AbortSignal): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of localProcesses({ workers: 2 }).run(jobs, signal)) events.push(event);
  return events;
}
const ended = (events: JobEvent[]) => events.flatMap((event) => (event.type === 'ended' ? [event] : []));
const losses = (events: TrainEvent[]) =>
  events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-executor-'));
});

it('runs a job in a process of its own to the numbers that it has in this one', async () => {
  const there = await all([placed('a', {}, 5)]);
  const here: TrainEvent[] = [];
  for await (const event of runJob(placed('a', {}, 5).job)) here.push(event);
  expect(losses(there.flatMap((event) => (event.type === 'event' ? [event.event] : [])))).toEqual(
    losses(here),
  );
  expect(ended(there)).toMatchObject([{ record: { status: 'done', result: { steps: 6 } } }]);
});

it('reports a job that fails by its reason, and runs the others', async () => {
  const diverging = placed('bad', { optimizer: 'sgd', learningRate: 1e39, clipNorm: 1e30 });
  const events = ended(await all([diverging, placed('good')]));
  const of = (name: string) => events.find(({ run }) => run === join(folder, name))!;
  expect(of('bad').error).toMatch(/^training diverged: the loss is /);
  expect(of('bad').isFaultOfJob).toBe(true);
  expect(of('good')).toMatchObject({ record: { status: 'done' } });
});

it('tells what this machine lacks from what a job asks for', async () => {
  const { job, run } = placed('a');
  const [event] = ended(await all([{ job: { ...job, backend: 'webgl' }, run }]));
  expect(event).toMatchObject({ error: expect.stringMatching(/runs in browsers/), isFaultOfJob: false });
});

it('computes where it is told what a job leaves open', async () => {
  const { job, run } = placed('a');
  const executor = localProcesses({ workers: 1, backend: 'cpu' });
  for await (const _ of executor.run([{ job: { ...job, backend: 'auto' }, run }]));
  expect(await runDirectory(run).readRecord()).toMatchObject({ backend: 'cpu', job: { backend: 'auto' } });
});

it('does not repeat a job that is done, and goes on with one that was stopped', async () => {
  await all([placed('a')]);
  expect((await all([placed('a')])).map(({ type }) => type)).toEqual(['ended']);
  const controller = new AbortController();
  const long = placed('long', lengthy);
  for await (const event of localProcesses({ workers: 1 }).run([long], controller.signal)) {
    if (event.type === 'event' && event.event.type === 'epoch') controller.abort();
  }
  const [again] = await all([long]);
  expect(again).toMatchObject({ type: 'event', event: { type: 'start' } });
  expect(again!.type === 'event' && again!.event.type === 'start' && again!.event.step).toBeGreaterThan(0);
});

it('starts nothing after the signal', async () => {
  const events = await all([placed('a'), placed('b')], AbortSignal.abort());
  expect(ended(events).map(({ record, error }) => [record, error])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(existsSync(join(folder, 'a'))).toBe(false);
});

it('refuses a job whose folder holds a run of another', async () => {
  const controller = new AbortController();
  for await (const event of localProcesses({ workers: 1 }).run([placed('a', lengthy)], controller.signal)) {
    if (event.type === 'event' && event.event.type === 'checkpoint') controller.abort();
  }
  const [event] = ended(await all([placed('a', lengthy, 2)]));
  expect(event!.error).toMatch(/holds a checkpoint of another job: seed was 1, now it is 2$/);
});

it('stops and saves what is running when whoever listens goes away', async () => {
  const long = placed('a', lengthy);
  for await (const event of localProcesses({ workers: 1 }).run([long, placed('b')])) {
    if (event.type === 'event' && event.event.type === 'checkpoint') break;
  }
  const record = await runDirectory(long.run).readRecord();
  expect(record!.status).toBe('interrupted');
  expect(existsSync(join(folder, 'b'))).toBe(false);
});

it('goes on with a run that is done when its job asks for more steps', async () => {
  await all([placed('a')]);
  expect(ended(await all([placed('a', { steps: 9 })]))).toMatchObject([{ record: { result: { steps: 9 } } }]);
});

it('runs as many processes at once as it is told, without a warning', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  const jobs = Array.from({ length: 12 }, (_, i) => placed(`${i}`));
  const executor = localProcesses({ workers: 12, worker: ['-e', ''] });
  for await (const _ of executor.run(jobs, new AbortController().signal));
  await new Promise(setImmediate); // warnings come a tick later
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});
