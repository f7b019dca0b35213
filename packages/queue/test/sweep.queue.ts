import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobEvent, type PlacedJob, planJob } from '@unrolled/tasks';
import { localProcesses } from '@unrolled/tasks/node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type JobQueue, openQueue, queueExecutor, startWorker, type WorkerOptions } from '../src/index.js';
import { bits } from './bits.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;
let queue: JobQueue;
let folder: string;
let number = 0;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.kill());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-queue-'));
  queue = await openQueue(server.url, { name: `test-${number++}` });
  return () => queue.close();
});

const tiny = { hiddenSize: 4, batchSize: 8, steps: 6, stepsPerEpoch: 3, stopAtAccuracy: null };
const point = (seed: number, place = 'there'): PlacedJob => ({
  job: planJob('parity', {}, { settings: tiny, seed, backend: 'cpu' }),
  run: join(folder, place, `${seed}`),
});
const points = (count: number, place?: string) =>
  Array.from({ length: count }, (_, i) => point(i + 1, place));

const worker = (options: Partial<WorkerOptions> = {}) =>
  startWorker(queue, {
    executor: localProcesses({ workers: 2 }),
    folder: join(folder, 'worker'),
    concurrency: 2,
    ...options,
  });

async function all(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const found: JobEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}
const ended = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'ended' ? [event] : []));

it('runs a sweep to the bits of the pool', async () => {
  const here = points(4, 'here');
  await all(localProcesses({ workers: 2 }).run(here));
  const { stop, ended: gone } = worker();
  const there = points(4);
  const events = await all(queueExecutor(queue).run(there));
  stop();
  expect(ended(events).map(({ record, error }) => [record?.status, error])).toEqual(
    Array(4).fill(['done', undefined]),
  );
  for (const [i, { run }] of there.entries()) expect(await bits(run)).toEqual(await bits(here[i]!.run));
  expect(await gone).toEqual({ finished: 4, failed: 0, steps: 24 });
  expect(await readdir(join(folder, 'worker'))).toEqual([]);
});
