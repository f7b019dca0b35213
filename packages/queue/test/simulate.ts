// A large sweep without training: many points, many workers that sleep, a real server. Prints what docs/clusters.md says of it.
// As it is installed: after `npm run build`,
//   npm run simulate -w @unrolled/queue -- --points 100000 --workers 200 --sleep 0
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type PlacedJob, planJob } from '@unrolled/tasks';
import { openQueue, queueExecutor, queueStatus, startWorker } from '../src/index.js';
import { collect, pretender } from './pretend.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '100000' },
    workers: { type: 'string', default: '200' },
    processes: { type: 'string', default: '4' },
    sleep: { type: 'string', default: '0' },
    lostAfter: { type: 'string', default: '30' },
    role: { type: 'string', default: 'all' },
    url: { type: 'string', default: '' },
    appendonly: { type: 'boolean', default: false },
  },
});
const [points, workers, processes, sleep, lostAfter] = [
  Number(values.points),
  Number(values.workers),
  Number(values.processes),
  Number(values.sleep),
  Number(values.lostAfter),
];
const name = 'simulation';
const used = () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMB: maxRSS / 1024 };
};
const tell = (message: object) => process.send!(message);

/** Asks for every point; they share what they have in common, and only how many are done is kept. */
async function sweep() {
  const queue = await openQueue(values.url, { name });
  const base = planJob('parity', {});
  const jobs: PlacedJob[] = Array.from({ length: points }, (_, seed) => ({
    job: { ...base, seed },
    run: `${seed}`,
  }));
  let [done, failed] = [0, 0];
  tell({ type: 'began', ...used() });
  const executor = queueExecutor(queue, {
    find: async () => undefined,
    keep: async (_, { record }) => record,
  });
  for await (const event of executor.run(jobs)) {
    if (event.type !== 'ended') continue;
    if (event.record) done++;
    else failed++;
  }
  tell({ type: 'ended', done, failed, ...used() });
  await queue.close();
}

async function work() {
  const count = workers / processes;
  const stops: (() => void)[] = [];
  process.once('message', () => {
    for (const stop of stops) stop();
  });
  const ended = await Promise.all(
    Array.from({ length: count }, async () => {
      const queue = await openQueue(values.url, { name });
      const options = { folder: '/nonexistent', concurrency: 1, collect, lostAfter };
      const worker = startWorker(queue, { executor: pretender(sleep), ...options });
      stops.push(worker.stop);
      return worker.ended.finally(() => queue.close());
    }),
  );
  tell({ type: 'ended', finished: ended.reduce((sum, { finished }) => sum + finished, 0), ...used() });
}

const start = (role: string, changes: Record<string, string> = {}) => {
  const args = Object.entries({ ...values, appendonly: undefined, role, ...changes }).flatMap(
    ([key, value]) => (value === undefined ? [] : [`--${key}`, `${value}`]),
  );
  return fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
};
const said = async (child: ReturnType<typeof fork>, type: string) => {
  for (;;) {
    const [message] = (await once(child, 'message')) as [{ type: string } & Record<string, number>];
    if (message.type === type) return message;
  }
};
const print = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`);

async function all() {
  const server = await startServer(values.appendonly ? {} : { settings: ['--appendonly', 'no'] });
  values.url = server.url;
  const queue = await openQueue(server.url, { name });
  const info = async (section: string, field: string) =>
    Number(new RegExp(`^${field}:(\\S+)`, 'm').exec(await queue.redis.info(section))![1]);
  const cpu = async () => (await info('cpu', 'used_cpu_user')) + (await info('cpu', 'used_cpu_sys'));
  const megabytes = async (field: string) => (await info('memory', field)) / 2 ** 20;

  const sweeping = start('sweep');
  await said(sweeping, 'began');
  const [began, cpuBefore] = [performance.now(), await cpu()];
  const result = said(sweeping, 'ended');
  while ((await queueStatus(queue)).jobs.waiting < points) await new Promise((done) => setTimeout(done, 100));
  const [put, cpuPut] = [performance.now(), await cpu()];
  const perSecond = (count: number, milliseconds: number) =>
    `${((1000 * count) / milliseconds).toFixed(0)} /s`;
  print(`${points} points put in`, perSecond(points, put - began));
  print('  server: processor time', `${(((cpuPut - cpuBefore) / points) * 1e6).toFixed(0)} µs a point`);
  print('  server: memory', `${(await megabytes('used_memory')).toFixed(0)} MB`);

  const working = Array.from({ length: processes }, () => start('work'));
  const { done, failed, cpuSeconds, peakMB } = await result;
  const [end, cpuEnd] = [performance.now(), await cpu()];
  const ended = working.map((child) => said(child, 'ended'));
  print(`taken by ${workers} workers that sleep ${sleep} ms, and back`, perSecond(points, end - put));
  print('  server: processor time', `${(((cpuEnd - cpuPut) / points) * 1e6).toFixed(0)} µs a point`);
  print('  server: memory at most', `${(await megabytes('used_memory_peak')).toFixed(0)} MB`);
  print('  server: connections', `${await info('clients', 'connected_clients')}`);
  print('  results, failures', `${done}, ${failed}`);
  print('sweeping process: processor time', `${((cpuSeconds! / points) * 1e6).toFixed(0)} µs a point`);
  print('sweeping process: memory at most', `${peakMB!.toFixed(0)} MB`);
  for (const child of working) child.send('stop');
  const summaries = await Promise.all(ended);
  const workerCpu = summaries.reduce((sum, { cpuSeconds }) => sum + cpuSeconds!, 0);
  print('workers together: processor time', `${((workerCpu / points) * 1e6).toFixed(0)} µs a point`);

  // A worker dies with its run; how long until another begins it?
  const noticed: number[] = [];
  for (let i = 0; i < 5; i++) {
    const job = { ...planJob('parity', {}), seed: 1e6 + i };
    const abort = new AbortController();
    const asking = (async () => {
      const executor = queueExecutor(queue, { find: async () => undefined });
      for await (const _ of executor.run([{ job, run: 'x' }], abort.signal));
    })();
    const one = { workers: '1', processes: '1', sleep: '600000' };
    const first = start('work', one);
    const running = async () => (await queueStatus(queue)).jobs.running;
    while ((await running()) === 0) await new Promise((done) => setTimeout(done, 100));
    const second = start('work', one);
    while ((await queueStatus(queue)).workers.filter(({ running }) => running === 0).length === 0)
      await new Promise((done) => setTimeout(done, 100));
    const [active] = await queue.jobs.getActive();
    const taken = active!.attemptsStarted;
    first.kill('SIGKILL');
    const killed = performance.now();
    while ((await queue.jobs.getJob(active!.id!))!.attemptsStarted === taken)
      await new Promise((done) => setTimeout(done, 100));
    noticed.push((performance.now() - killed) / 1000);
    second.kill('SIGKILL');
    abort.abort();
    await asking;
    await queue.jobs.obliterate({ force: true });
    await queue.redis.del(`unrolled:${name}:workers`);
  }
  print(
    `a dead worker's run is taken over (--lost-after ${lostAfter})`,
    `${Math.min(...noticed).toFixed(0)} to ${Math.max(...noticed).toFixed(0)} s later`,
  );
  await queue.close();
  await server.kill();
}

await { all, sweep, work }[values.role as 'all']();
process.exit();
