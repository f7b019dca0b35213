import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PlacedJob, planJob } from '@unrolled/tasks';
import { localProcesses } from '@unrolled/tasks/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueue, queueExecutor } from '../src/index.js';
import { bits } from './bits.js';
import { type Host, networkOf } from './hosts.js';
import { startServer, type TestServer } from './server.js';

const command = fileURLToPath(new URL('../../cli/bin/unrolled.js', import.meta.url));
/** UNROLLED_QUEUE_POINTS=60 tries every disturbance on all of them. */
const few = Number(process.env.UNROLLED_QUEUE_POINTS ?? 20);
const steps = 60;
const settings = { hiddenSize: 4, batchSize: 8, steps, stepsPerEpoch: 20, stopAtAccuracy: null };
let folder: string;
const points = (place: string, count = 60): PlacedJob[] =>
  Array.from({ length: count }, (_, i) => ({
    job: planJob('parity', {}, { model: i % 2 ? 'rnn' : 'gru', settings, seed: i }),
    run: join(folder, place, `${i}`),
  }));

const network = networkOf(3);
const hosts: readonly Host[] = network?.hosts ?? Array(3).fill({ prefix: [] });
let server: TestServer;
/** Reports so far. */
let heard = 0;
const pool = new Map<number, Awaited<ReturnType<typeof bits>>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-machines-'));
  server = await startServer({ address: network?.address ?? '127.0.0.1' });
  const placed = points('pool');
  for await (const event of localProcesses({ workers: 2 }).run(placed))
    if (event.type === 'ended') expect(event.record?.status).toBe('done');
  for (const [i, { run }] of placed.entries()) pool.set(i, await bits(run));
}, 600_000);
afterAll(async () => {
  await server.kill();
  network?.remove();
});

/** Workers on every host, which share a disk. */
function workersOn(queueName: string) {
  let said = '';
  const running = new Map<Host, ChildProcess>();
  const start = (host: Host) => {
    const args = ['worker', server.url, '--queue-name', queueName, '--lost-after', '5', '--concurrency', '2'];
    const out = ['--out', join(folder, `${queueName}-worker`)];
    const words = [...host.prefix, process.execPath, command, ...args, ...out];
    const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr!.on('data', (chunk) => (said += chunk));
    running.set(host, child);
  };
  for (const host of hosts) start(host);
  const end = (host: Host, signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      const child = running.get(host)!;
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return {
    said: () => said,
    async kill(host: Host) {
      await end(host, 'SIGKILL');
      start(host);
    },
    stop: () => Promise.all(hosts.map((host) => end(host, 'SIGTERM'))),
  };
}

/** Runs points on the three hosts while something happens to them; tells what was done again. */
async function sweep(
  name: string,
  count: number,
  disturb: (workers: ReturnType<typeof workersOn>, progress: () => number) => Promise<void> = async () => {},
) {
  const queue = await openQueue(server.url, { name });
  const workers = workersOn(name);
  const placed = points(name, count);
  const ended = new Map<string, string>();
  const reached = new Map<string, number>();
  let repeated = 0;
  const disturbing = disturb(workers, () => ended.size);
  for await (const report of queueExecutor(queue).run(placed)) {
    const { run } = report;
    heard++;
    if (report.type === 'ended') {
      expect(ended.has(run), 'a point has one result').toBe(false);
      ended.set(run, report.error ?? report.record?.status ?? 'stopped');
    } else if (report.event.type === 'start')
      repeated += Math.max(0, (reached.get(run) ?? 0) - report.event.step);
    else if (report.event.type === 'step') reached.set(run, report.event.step);
  }
  await disturbing;
  await workers.stop();
  await queue.close();
  expect([...ended.values()]).toEqual(Array(count).fill('done'));
  for (const [i, { run }] of placed.entries()) expect(await bits(run)).toEqual(pool.get(i));
  const finished = [...workers.said().matchAll(/^finished (\w+)(.*)$/gm)].filter(
    ([, , rest]) => !rest!.includes('which was known'),
  );
  const twice = finished.length - new Set(finished.map(([, id]) => id)).size;
  const lost = (workers.said().match(/^lost /gm) ?? []).length;
  console.log(
    `${name}: ${count} points, ${repeated} of ${count * steps} steps seen to be repeated, ${twice} points finished twice, ${lost} given up for lost`,
  );
  return { twice };
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

describe('three machines train to the bits of the pool, each point once', { timeout: 600_000 }, () => {
  it('undisturbed', async () => {
    expect(await sweep('undisturbed', 60)).toEqual({ twice: 0 });
  });

  it('with a worker killed every three seconds', async () => {
    const kill = async (workers: ReturnType<typeof workersOn>, progress: () => number) => {
      for (let i = 0; progress() < few; i++) {
        const before = heard;
        await seconds(3);
        // Where processes begin slower than they are killed, nobody would get anywhere.
        while (heard === before && progress() < few) await seconds(0.1);
        await workers.kill(hosts[i % 3]!);
      }
    };
    await sweep('killed', few, kill);
  });

  it.runIf(network)('with a cable cut for twenty seconds', async () => {
    const cut = async (_: unknown, progress: () => number) => {
      while (progress() < 2) await seconds(0.2);
      hosts[0]!.cut();
      await seconds(20);
      hosts[0]!.heal();
    };
    await sweep('cut', few, cut);
  });

  it('with the server killed and started again', async () => {
    const restart = async (_: unknown, progress: () => number) => {
      while (progress() < 2) await seconds(0.2);
      await server.kill();
      await seconds(2);
      await server.start();
    };
    await sweep('restarted', few, restart);
  });
});
