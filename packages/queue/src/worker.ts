import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { buildOf, type Executor, type RunRecord } from '@unrolled/tasks';
import { runDirectory } from '@unrolled/tasks/node';
import { type Job as BullJob, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { decidingVersions, type JobData, readJobData, runOf } from './job-data.js';
import { insistently, type JobQueue } from './job-queue.js';
import { reporter } from './progress.js';
import type { Receipt, Result } from './result.js';
import { heartbeat, type SeenWorker } from './seen-workers.js';

export interface WorkerOptions {
  /** Runs the jobs, each in a folder, to its end or until it is told to stop. */
  readonly executor: Executor;
  /** The folder that the runs in progress are kept in; on a disk that workers share, one goes on with another's. */
  readonly folder: string;
  /** Runs at a time. */
  readonly concurrency: number;
  /** Seconds after which a worker that is not heard of has lost its jobs; 30 unless given. */
  readonly lostAfter?: number | undefined;
  /** Whether it ends when nothing is left to be taken. */
  readonly untilEmpty?: boolean | undefined;
  /** Hears of every run that begins, ends, fails or is lost, in words. */
  readonly remark?: ((text: string) => void) | undefined;
  /** What became of a run, from where it was kept; reads the folder unless given. */
  readonly collect?: ((run: string, record: RunRecord) => Promise<Result>) | undefined;
}

/** What a worker did. */
export interface WorkerSummary {
  readonly finished: number;
  readonly failed: number;
  /** Training steps taken, those that were lost among them. */
  readonly steps: number;
}

export interface RunningWorker {
  /** Resolves when it has ended: when it was stopped, or nothing is left to do. Rejects if this machine fails every job. */
  readonly ended: Promise<WorkerSummary>;
  /** Saves the runs in progress, gives them back and ends. */
  stop(): void;
}

/** How often a job may be lost with its worker, before it is taken for what ends the workers. */
const mostLosses = 100;
/** Jobs in a row that fail for want of what this machine has, before the worker ends. */
const mostFailures = 5;

/** Milliseconds in which the server can be told that jobs are given back. */
const farewell = 15_000;

type QueuedJob = BullJob<JobData, Receipt, 'train'>;

/**
 * Takes jobs out of a queue and runs them, until it is stopped. What a job asks for is checked against the specification
 * first. A job belongs to its worker as long as the server hears of it: a worker that the server did not hear of for
 * `lostAfter` seconds stops the job by itself, for another may have it by then.
 *
 * @example
 * import { localProcesses } from '@unrolled/tasks/node';
 *
 * const worker = startWorker(await openQueue('redis://localhost:6379'), {
 *   executor: localProcesses({ workers: 1 }),
 *   folder: 'runs',
 *   concurrency: 1,
 *   untilEmpty: true,
 * });
 * const { finished } = await worker.ended;
 */
export function startWorker(queue: JobQueue, options: WorkerOptions): RunningWorker {
  const {
    executor,
    folder,
    concurrency,
    untilEmpty,
    remark = () => {},
    collect = collectFromFolder,
  } = options;
  const lostAfter = 1000 * (options.lostAfter ?? 30);
  const id = randomBytes(8).toString('hex');
  const host = hostname();
  const since = Date.now();
  const stopping = new AbortController();
  const rate = stepRate();
  const renewed = new Map<string, number>();
  let [finished, failed, steps, inARow] = [0, 0, 0, 0];
  let build: string | null = null;
  let fault: Error | undefined;

  const run = async (job: QueuedJob, token: string | undefined, signal: AbortSignal): Promise<Receipt> => {
    const data = checked(job);
    const name = runOf(job.id!, data);
    const known = await queue.results.read(name, data.job).catch(() => undefined);
    if (known) return { sha256: known.sha256, host, steps: 0 };
    const place = join(folder, name);
    const progress = reporter((events) =>
      job.updateProgress(events).catch((error: Error) => {
        if (/Missing key/.test(error.message)) worker.cancelJob(job.id!, 'it was withdrawn');
      }),
    );
    let record: RunRecord | undefined;
    let taken = 0;
    const until = AbortSignal.any([signal, stopping.signal]);
    for await (const report of executor.run([{ job: data.job, run: place }], until)) {
      if (report.type === 'event') {
        const { event } = report;
        if (event.type === 'step') {
          steps++;
          taken++;
          rate.count();
        } else if (event.type === 'start') build = buildOf(event.record);
        progress.hear(event);
      } else if (report.error !== undefined)
        throw report.isFaultOfJob ? new UnrecoverableError(report.error) : new Error(report.error);
      else record = report.record;
    }
    if (!record) {
      await job.moveToWait(token).catch(() => {}); // another may have it already
      throw new WaitingError();
    }
    await progress.end();
    const result = await collect(place, record);
    const sha256 = await insistently(queue, () => queue.results.write(name, result));
    return { sha256, host, steps: taken };
  };

  const connection = queue.redis.duplicate();
  const worker = new Worker<JobData, Receipt, 'train'>(
    queue.name,
    async (job, token, signal) => {
      renewed.set(job.id!, performance.now());
      remark(`began ${inWords(job)}`);
      try {
        return await run(job, token, signal!);
      } finally {
        renewed.delete(job.id!);
      }
    },
    {
      connection,
      concurrency,
      lockDuration: lostAfter,
      lockRenewTime: lostAfter / 3,
      stalledInterval: lostAfter / 2,
      maxStalledCount: mostLosses,
      runRetryDelay: 1_000,
      drainDelay: 2,
    },
  );
  worker.on('error', () => {}); // the connection of the queue says so, and what is lost is said below
  worker.on('locksRenewed', ({ jobIds }) => {
    for (const each of jobIds) if (renewed.has(each)) renewed.set(each, performance.now());
  });
  worker.on('lockRenewalFailed', (ids) => {
    for (const each of ids) lose(each);
  });
  const lose = (each: string) => {
    if (!renewed.delete(each)) return;
    remark(`lost ${each.slice(0, 8)}: the server did not hear of it for ${lostAfter / 1000} s`);
    worker.cancelJob(each, 'it was lost to another worker');
  };
  worker.on('completed', (job, { steps: taken }) => {
    finished++;
    inARow = 0;
    remark(`finished ${inWords(job)}${taken === 0 ? ', which was known' : ''}`);
    void discard(join(folder, runOf(job.id!, job.data)));
  });
  worker.on('failed', (job, { name, message }) => {
    failed++;
    const goesOn = name !== 'UnrecoverableError' && job && job.attemptsMade < (job.opts.attempts ?? 1);
    remark(`failed ${job ? inWords(job) : 'a job'}: ${message}${goesOn ? '; it will be tried again' : ''}`);
    if (name === 'UnrecoverableError') return;
    inARow++;
    if (inARow < mostFailures || fault) return;
    fault = new Error(`${mostFailures} runs in a row failed here, the last one by: ${message}`);
    stopping.abort();
  });

  const seen = (): SeenWorker => ({
    host,
    pid: process.pid,
    concurrency,
    running: renewed.size,
    stepsPerSecond: rate.perSecond(),
    build,
    finished,
    failed,
    since,
  });
  const beat = setInterval(() => queue.workers.say(id, seen()).catch(() => {}), heartbeat);
  const fence = setInterval(() => {
    for (const [each, at] of renewed) if (performance.now() - at > lostAfter) lose(each);
  }, lostAfter / 10);

  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve());
  });
  const ended = (async (): Promise<WorkerSummary> => {
    try {
      await queue.workers.say(id, seen());
      await worker.waitUntilReady();
      while (!stopping.signal.aborted) {
        if (untilEmpty && renewed.size === 0 && (await isEmpty(queue, worker.id))) break;
        await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
      }
    } finally {
      stopping.abort();
      const hurry = setTimeout(() => connection.disconnect(), farewell); // runs are saved, and the server may be gone
      await worker.close();
      clearTimeout(hurry);
      clearInterval(beat);
      clearInterval(fence);
      await queue.workers.leave(id).catch(() => {});
      connection.disconnect();
    }
    if (fault) throw fault;
    return { finished, failed, steps };
  })();
  return { ended, stop: () => stopping.abort() };
}

/** @throws UnrecoverableError if the job is none, and Error if it is of another version, which another worker may know */
function checked(job: QueuedJob): JobData {
  try {
    return readJobData(job.id!, job.data);
  } catch (error) {
    const { message } = error as Error;
    const mine = decidingVersions();
    const asked: Readonly<Record<string, unknown>> = job.data?.versions ?? {};
    const other = Object.keys(mine).find(
      (name) => typeof asked[name] === 'string' && asked[name] !== mine[name],
    );
    if (other) throw new Error(`${message}; it asks for ${other} ${asked[other]}, here is ${mine[other]}`);
    throw new UnrecoverableError(`refused: ${message}`);
  }
}

/**
 * Whether nothing waits, and what is in progress is held by other workers that are heard of. What the server has given to
 * this one is not done yet, though it may not have arrived here.
 */
async function isEmpty({ jobs, redis }: JobQueue, ownId: string): Promise<boolean> {
  const waiting = await jobs.getJobCounts('wait', 'delayed', 'prioritized');
  if (Object.values(waiting).some((count) => count > 0)) return false;
  const ids = await redis.lrange(jobs.toKey('active'), 0, -1);
  if (ids.length === 0) return true;
  const tokens = await redis.mget(ids.map((id) => jobs.toKey(`${id}:lock`)));
  return tokens.every((token) => token !== null && !token.startsWith(`${ownId}:`));
}

function inWords({ id = '', data }: QueuedJob): string {
  const { task, model, seed } = data?.job ?? {};
  const words = [task?.name, model?.kind, seed === undefined ? undefined : `seed ${seed}`].filter(
    (word) => typeof word === 'string',
  );
  return `${id.slice(0, 8)} ${words.join(' ')}`.trimEnd();
}

async function collectFromFolder(run: string, record: RunRecord): Promise<Result> {
  const model = await runDirectory(run).readModelFile();
  if (!model) throw new Error('the run left no weights');
  return { record, model };
}

/** Its result is safe. */
const discard = (run: string): Promise<void> => rm(run, { recursive: true, force: true }).catch(() => {});

/** Steps a second over the last ten. */
function stepRate() {
  const counts = new Map<number, number>();
  const second = () => Math.floor(performance.now() / 1000);
  const began = second();
  return {
    count(): void {
      const now = second();
      counts.set(now, (counts.get(now) ?? 0) + 1);
      for (const each of counts.keys()) if (each < now - 10) counts.delete(each);
    },
    perSecond(): number {
      const now = second();
      const seconds = Math.min(10, now - began);
      const last = Array.from({ length: seconds }, (_, i) => counts.get(now - 1 - i) ?? 0);
      return last.reduce((sum, count) => sum + count, 0) / Math.max(1, seconds);
    },
  };
}
