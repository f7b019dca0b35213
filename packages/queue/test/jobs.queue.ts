import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobEvent, type PlacedJob, planJob } from '@unrolled/tasks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type JobQueue,
  openQueue,
  type QueueExecutorOptions,
  queueExecutor,
  queueStatus,
  type RunningWorker,
  startWorker,
  type WorkerOptions,
} from '../src/index.js';
import { canonical, decidingVersions, jobId } from '../src/job-data.js';
import { collect, pretended, pretender } from './pretend.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;
let queue: JobQueue;
let folder: string;
let number = 0;
let workers: RunningWorker[] = [];
let said: string[] = [];

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.kill());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-jobs-'));
  queue = await openQueue(server.url, { name: `jobs-${number++}` });
  [workers, said] = [[], []];
  return async () => {
    for (const { stop, ended } of workers) {
      stop();
      await ended.catch(() => {});
    }
    await queue.close();
  };
});

const job = (seed: number) => planJob('parity', {}, { seed });
const point = (seed: number): PlacedJob => ({ job: job(seed), run: join(folder, `${seed}`) });
const points = (...seeds: number[]) => seeds.map(point);

function work(executor = pretender(), options: Partial<WorkerOptions> = {}) {
  const worker = startWorker(queue, {
    executor,
    folder: join(folder, 'worker'),
    concurrency: 2,
    collect,
    remark: (text) => said.push(text),
    ...options,
  });
  workers.push(worker);
  return { ...worker, asked: executor.asked };
}

async function ask(placed: readonly PlacedJob[], options: QueueExecutorOptions = {}, signal?: AbortSignal) {
  const events: JobEvent[] = [];
  const memory: QueueExecutorOptions = {
    find: async () => undefined,
    keep: async (_, { record }) => record,
  };
  for await (const event of queueExecutor(queue, { ...memory, ...options }).run(placed, signal))
    events.push(event);
  return events.flatMap((event) => (event.type === 'ended' ? [event] : []));
}
const outcomes = (ended: Awaited<ReturnType<typeof ask>>) =>
  ended.map(({ record, error }) => record?.result?.loss ?? error).sort();

describe('a point', () => {
  it('is computed once for two sweeps at once, and each has its result', async () => {
    const { asked } = work(pretender(20));
    const results = await Promise.all([ask(points(1, 2, 3)), ask(points(2, 3, 4)), ask(points(1, 4))]);
    expect(results.map(outcomes)).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [1, 4],
    ]);
    expect(asked.sort()).toEqual([1, 2, 3, 4]);
  });

  it('that is asked for twice in one sweep is computed once and reported twice', async () => {
    const { asked } = work();
    expect(outcomes(await ask([point(1), { ...point(1), run: 'elsewhere' }]))).toEqual([1, 1]);
    expect(asked).toEqual([1]);
  });

  it('is not computed again later, unless it is asked for anew', async () => {
    const { asked } = work();
    await ask(points(1, 2));
    expect(outcomes(await ask(points(1, 2)))).toEqual([1, 2]);
    expect(asked.sort()).toEqual([1, 2]);
    expect(outcomes(await ask(points(1), { again: true }))).toEqual([1]);
    expect(outcomes(await ask(points(1)))).toEqual([1]);
    expect(asked.sort()).toEqual([1, 1, 2]);
  });

  it('is not asked for where its run is done already', async () => {
    const { asked } = work();
    const find = async ({ job }: PlacedJob) => (job.seed === 1 ? pretended(job, 7) : undefined);
    expect(outcomes(await ask(points(1, 2), { find }))).toEqual([2, 7]);
    expect(asked).toEqual([2]);
  });

  it('is computed anew when its result is lost', async () => {
    const { asked } = work();
    await ask(points(1));
    await queue.results.remove(jobId({ job: job(1), versions: decidingVersions() }));
    expect(outcomes(await ask(points(1)))).toEqual([1]);
    expect(asked).toEqual([1, 1]);
  });

  it('goes in again when it vanishes from the queue', async () => {
    const asking = ask(points(1));
    await expect.poll(() => queue.jobs.getWaitingCount()).toBe(1);
    const [waiting] = await queue.jobs.getWaiting();
    await waiting!.remove();
    work();
    expect(outcomes(await asking)).toEqual([1]);
  });

  it('is refused when its result was altered', async () => {
    work();
    await ask(points(1));
    const key = `unrolled:${queue.name}:result:${jobId({ job: job(1), versions: decidingVersions() })}`;
    await queue.redis.hset(key, 'model', 'other weights');
    expect(outcomes(await ask(points(1)))).toEqual(['its result was altered']);
  });
});

describe('a run that fails', () => {
  it('by what its job asks for is not tried again, nor by another sweep', async () => {
    const { asked } = work(pretender(0, () => ({ error: 'training diverged', isFaultOfJob: true })));
    expect(await ask(points(1))).toMatchObject([{ error: 'training diverged', isFaultOfJob: true }]);
    expect(await ask(points(1))).toMatchObject([{ error: 'training diverged', isFaultOfJob: true }]);
    expect(asked).toEqual([1]);
  });

  it('for want of what a machine has is tried again, later', async () => {
    let left = 1;
    const { asked } = work(
      pretender(0, () => (left-- > 0 ? { error: 'no space left', isFaultOfJob: false } : undefined)),
    );
    expect(outcomes(await ask(points(1)))).toEqual([1]);
    expect(asked).toEqual([1, 1]);
    expect(said.find((text) => text.startsWith('failed'))).toMatch(/no space left; it will be tried again$/);
  });

  it('over and over on one machine ends that worker, so that it spoils no sweep', async () => {
    const { ended, asked } = work(pretender(0, () => ({ error: 'no space left', isFaultOfJob: false })));
    const controller = new AbortController();
    const asking = ask(points(...Array.from({ length: 20 }, (_, i) => i)), {}, controller.signal);
    await expect(ended).rejects.toThrow('5 runs in a row failed here, the last one by: no space left');
    expect(asked.length).toBeLessThan(12);
    controller.abort();
    expect((await asking).filter(({ error }) => error)).toEqual([]);
  });
});

describe('a worker', () => {
  it('that is stopped gives its runs back at once', async () => {
    const first = work(pretender(60_000));
    const asking = ask(points(1, 2));
    await expect.poll(() => first.asked.length).toBe(2);
    first.stop();
    expect(await first.ended).toEqual({ finished: 0, failed: 0, steps: 0 });
    work();
    expect(outcomes(await asking)).toEqual([1, 2]);
  });

  it('ends when nothing is left, where it is told to', async () => {
    const controller = new AbortController();
    const asking = ask(points(1, 2, 3), {}, controller.signal);
    await expect.poll(() => queue.jobs.getWaitingCount()).toBe(3);
    expect(await work(pretender(), { untilEmpty: true }).ended).toMatchObject({ finished: 3 });
    expect(outcomes(await asking)).toEqual([1, 2, 3]);
  });

  it('is seen with its host, what it does and what it did', async () => {
    work();
    await ask(points(1));
    await expect
      .poll(async () => (await queueStatus(queue)).workers, { timeout: 20_000 })
      .toMatchObject([{ pid: process.pid, concurrency: 2, running: 0, finished: 1, failed: 0, build: null }]);
    expect((await queueStatus(queue)).jobs).toEqual({
      waiting: 0,
      running: 0,
      delayed: 0,
      finished: 1,
      failed: 0,
    });
  });

  it('of another build is remarked on', async () => {
    const remarks: string[] = [];
    let kernels = 'simd';
    work(pretender(), {
      concurrency: 1,
      collect: async (run, record) => collect(run, { ...record, versions: { ...record.versions, kernels } }),
    });
    await ask(points(1));
    kernels = 'relaxed-simd';
    await ask(points(1, 2), { remark: (text) => remarks.push(text) });
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(/^runs of different builds mix, and differ in their last digits: cpu \(\w/);
  });
});

describe('a sweep', () => {
  it('that is stopped leaves its points to the workers, and finds them when it is started again', async () => {
    const controller = new AbortController();
    const asking = ask(points(1, 2), {}, controller.signal);
    await expect.poll(() => queue.jobs.getWaitingCount()).toBe(2);
    controller.abort();
    expect(outcomes(await asking)).toEqual([undefined, undefined]);
    await work(pretender(), { untilEmpty: true }).ended;
    expect(outcomes(await ask(points(1, 2)))).toEqual([1, 2]);
  });
});

describe('a job that somebody else put in', () => {
  const versions = decidingVersions();
  const data = (changes: object = {}) => ({ job: { ...job(1), ...changes }, versions, round: 1 });
  const named = (content: { job: object; versions: object }) => jobId(content as never);
  const task = (options: object, name = 'parity') => ({ task: { name, options } });
  const hostile: [title: string, data: unknown, refusal: string][] = [
    ['no job at all', { command: 'rm -rf /' }, 'it is no job of this queue'],
    ['a text', 'rm -rf /', 'it is no job of this queue'],
    ['a path beside the job', { ...data(), run: '/etc' }, 'it is no job of this queue'],
    ['a path as its round', { ...data(), round: '../..' }, 'it is no job of this queue'],
    ['a further setting', data({ command: 'rm' }), 'it: command is unknown'],
    ['a prototype', JSON.parse('{"__proto__":{"job":1},"round":1}'), 'it is no job of this queue'],
    [
      'a prototype among its options',
      { ...data(), job: { ...job(1), ...task(JSON.parse('{"length":10,"__proto__":{"a":1}}')) } },
      'it is not complete',
    ],
    ['an unknown task', data(task({}, '../evil')), 'it: there is no task ../evil'],
    ['a path as a task', data(task({}, '__proto__')), 'it: there is no task __proto__'],
    [
      'a path as an option',
      data(task({ length: 10, file: '/etc/passwd' })),
      "parity: there is no option 'file'",
    ],
    ['a size that is none', data({ seed: -1 }), 'it: seed must be'],
    ['a backend that is a path', data({ backend: './evil.js' }), 'it: backend must be'],
    ['less than a whole job', { ...data(), job: { seed: 1 } }, 'it names no task'],
  ];

  it.each(hostile)('and holds %s is refused', async (_, content, refusal) => {
    const id = named(content as never);
    const added = await queue.jobs.add('train', content as never, { jobId: id, attempts: 1 });
    const { asked } = work();
    await expect.poll(() => added.isFailed(), { timeout: 20_000 }).toBe(true);
    const { failedReason } = (await queue.jobs.getJob(id))!;
    expect(failedReason).toContain(refusal);
    expect(asked).toEqual([]);
  });

  it('under a name that is not of its content is refused', async () => {
    const added = await queue.jobs.add('train', data() as never, { jobId: 'a'.repeat(64) });
    work();
    await expect.poll(() => added.isFailed(), { timeout: 20_000 }).toBe(true);
    expect((await queue.jobs.getJob(added.id!))!.failedReason).toBe(
      'refused: its name is not that of its content',
    );
  });

  it('of another version is left to another worker, and says so', async () => {
    const other = { job: { ...job(1), surprise: 1 }, versions: { ...versions, '@unrolled/tasks': '99.0.0' } };
    await queue.jobs.add('train', { ...other, round: 1 } as never, { jobId: named(other) });
    work();
    await expect.poll(() => queue.jobs.getDelayedCount(), { timeout: 20_000 }).toBe(1);
    expect(said.join()).toContain('it asks for @unrolled/tasks 99.0.0, here is 0.0.0');
  });
});

it('the order of names in a job is nothing to its own name', () => {
  expect(canonical({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  expect(canonical({ z: [2, 1], 10: true, 9: undefined })).toBe('{"10":true,"z":[2,1]}');
});
