import { doneAlready, type Executor, type JobEvent, type PlacedJob, type RunRecord } from '@unrolled/tasks';
import { runDirectory } from '@unrolled/tasks/node';
import { type Job as BullJob, QueueEvents } from 'bullmq';
import { decidingVersions, type JobData, jobId, requireClosed, runOf } from './job-data.js';
import { insistently, type JobQueue } from './job-queue.js';
import { buildsSeen } from './mixed-builds.js';
import { readProgress } from './progress.js';
import type { Receipt, Result } from './result.js';

export interface QueueExecutorOptions {
  /** Computes every job anew, though its result be known. */
  readonly again?: boolean | undefined;
  /** Hears of builds that mix, and of what else a person should know. */
  readonly remark?: ((text: string) => void) | undefined;
  /** Keeps a result where its run is to be, and returns its record; in a folder unless given. */
  readonly keep?: ((placed: PlacedJob, result: Result) => Promise<RunRecord>) | undefined;
  /** What is recorded where a run is to be, if it is done already; looks into the folder unless given. */
  readonly find?: ((placed: PlacedJob) => Promise<RunRecord | undefined>) | undefined;
}

/** Jobs that are put in, looked at or fetched at once. */
const atOnce = 100;
/** Milliseconds of silence after which everything that is waited for is looked at; doubled each time, up to the latter. */
const [firstLook, lastLook] = [10_000, 300_000];
/** Reports that nobody has taken yet, from which on steps are left out. */
const manyReports = 10_000;

type QueuedJob = BullJob<JobData, Receipt, 'train'>;

/**
 * An executor whose jobs wait in a queue for workers, anywhere. What is known is not computed again: neither what another
 * sweep asked for, nor what is done where its run is to be. It only watches: when it ends before its jobs, the workers go
 * on, and the next one with the same jobs finds their results.
 *
 * Of the steps that a worker takes, the last of each half second is reported.
 *
 * @throws TypeError from `run` if a job is one that a queue does not carry
 * @example
 * const executor = queueExecutor(await openQueue('redis://localhost:6379'));
 * const job = planJob('parity', { length: 4 });
 * for await (const event of executor.run([{ job, run: 'runs/parity' }])) console.log(event);
 */
export function queueExecutor(queue: JobQueue, options: QueueExecutorOptions = {}): Executor {
  const { again = false, remark = () => {}, keep = keepInFolder, find = findInFolder } = options;
  return {
    async *run(jobs, signal) {
      for (const { job } of jobs) requireClosed(job);
      const versions = decidingVersions();
      const dataOf = ({ job }: PlacedJob): JobData => ({ job, versions, round: 1 });
      /** What is waited for: where the runs of a job are to be. */
      const waiting = new Map<string, PlacedJob[]>();
      const builds = buildsSeen(remark);

      const reports: JobEvent[] = [];
      let wake = () => {};
      let fault: Error | undefined;
      const report = (event: JobEvent) => {
        const isStep = event.type === 'event' && event.event.type === 'step';
        if (isStep && reports.length > manyReports) return;
        reports.push(event);
        wake();
      };
      /** Results that are being fetched and kept. */
      let fetching = 0;
      /** Ends the waiting for a job, once. */
      const take = (id: string): readonly PlacedJob[] => {
        const placed = waiting.get(id) ?? [];
        waiting.delete(id);
        return placed;
      };
      const fail = (id: string, error: string, isFaultOfJob: boolean) => {
        for (const { run } of take(id)) report({ run, type: 'ended', error, isFaultOfJob });
      };
      const settle = async (placed: readonly PlacedJob[], result: Result) => {
        for (const each of placed) {
          const { run } = each;
          try {
            const record = await keep(each, result);
            report({ run, type: 'event', event: { type: 'done', result: record.result! } });
            report({ run, type: 'ended', record });
          } catch (error) {
            report({ run, type: 'ended', error: (error as Error).message });
          }
        }
      };
      /** @returns false if the result is lost */
      const fetch = async (id: string, { data, returnvalue: { sha256, host } }: QueuedJob) => {
        fetching++;
        try {
          const { job } = waiting.get(id)![0]!;
          const read = () => queue.results.read(runOf(id, data), job, sha256);
          const result = await insistently(queue, read);
          if (!result) return false;
          builds.see(result.record, host);
          await settle(take(id), result);
        } catch (error) {
          fail(id, (error as Error).message, false);
        } finally {
          fetching--;
          wake();
        }
        return true;
      };

      /**
       * Takes from a job what there is to take.
       *
       * @param first when it is looked at for the first time; then what failed for want of a machine, or is asked for anew,
       * goes in again
       * @returns what must be put in
       */
      const look = async (id: string, first: boolean): Promise<JobData | undefined> => {
        const [placed] = waiting.get(id) ?? [];
        if (!placed) return undefined;
        const job: QueuedJob | undefined = await insistently(queue, () => queue.jobs.getJob(id));
        if (!job) return dataOf(placed);
        if (!job.finishedOn || !waiting.has(id)) return undefined;
        if (first && again) {
          await remove(job);
          return { ...dataOf(placed), round: job.data.round + 1 };
        }
        if (job.returnvalue) {
          if (await fetch(id, job)) return undefined;
          await remove(job);
          return dataOf(placed);
        }
        if (first && !isFaultOfJob(job)) {
          await remove(job);
          return { ...dataOf(placed), round: job.data.round };
        }
        fail(id, job.failedReason, isFaultOfJob(job));
        return undefined;
      };
      const remove = async (job: QueuedJob) => {
        await job.remove().catch(() => {}); // another sweep may have been faster
        await queue.results.remove(runOf(job.id!, job.data));
      };
      const lookAt = async (ids: readonly string[], first = false) => {
        for (let i = 0; i < ids.length && !signal?.aborted; i += atOnce) {
          const some = ids.slice(i, i + atOnce);
          const missing = await Promise.all(
            some.map(async (id) => {
              const data = await look(id, first);
              return data ? [{ name: 'train' as const, data, opts: { jobId: id } }] : [];
            }),
          );
          if (missing.some(({ length }) => length > 0))
            await insistently(queue, () => queue.jobs.addBulk(missing.flat()));
        }
      };

      const begin = async () => {
        for (let i = 0; i < jobs.length && !signal?.aborted; i += atOnce) {
          const ids = new Set<string>();
          await Promise.all(
            jobs.slice(i, i + atOnce).map(async (placed) => {
              const record = again ? undefined : await find(placed);
              if (record) {
                builds.see(record, undefined);
                return report({ run: placed.run, type: 'ended', record });
              }
              const id = jobId(dataOf(placed));
              waiting.set(id, [...(waiting.get(id) ?? []), placed]);
              ids.add(id);
            }),
          );
          await lookAt([...ids], true);
        }
      };

      const heard = new Set<string>();
      const connection = queue.redis.duplicate();
      const events = new QueueEvents(queue.name, { connection, lastEventId: await lastEvent(queue) });
      const hear = ({ jobId }: { jobId: string }) => {
        if (!waiting.has(jobId)) return;
        heard.add(jobId);
        wake();
      };
      events.on('error', () => {}); // the connection of the queue says so
      events.on('completed', hear).on('failed', hear).on('removed', hear);
      events.on('progress', ({ jobId, data }) => {
        const placed = waiting.get(jobId);
        if (!placed) return;
        for (const event of readProgress(data))
          for (const { run } of placed) report({ run, type: 'event', event });
      });
      let mayHaveMissed = false;
      const reconnected = () => {
        mayHaveMissed = true;
        wake();
      };
      queue.redis.on('ready', reconnected);
      const stop = () => wake();
      signal?.addEventListener('abort', stop);

      let isBegun = false;
      void begin()
        .catch((error: Error) => (fault = error))
        .finally(() => {
          isBegun = true;
          wake();
        });
      let patience = firstLook;
      let quietSince = performance.now();
      try {
        for (;;) {
          while (reports.length > 0) yield reports.shift()!;
          if (fault) throw fault;
          if (signal?.aborted) break;
          if (isBegun && waiting.size === 0 && fetching === 0 && reports.length === 0) break;
          if (heard.size > 0) {
            [patience, quietSince] = [firstLook, performance.now()];
            // No more at once, so that what comes of them is passed on before the next are fetched.
            const ids = [...heard].slice(0, atOnce);
            for (const id of ids) heard.delete(id);
            await lookAt(ids);
          } else if (isBegun && (mayHaveMissed || performance.now() - quietSince > patience)) {
            mayHaveMissed = false;
            patience = Math.min(2 * patience, lastLook);
            quietSince = performance.now();
            await lookAt([...waiting.keys()]);
          } else
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, 1_000);
              wake = () => {
                clearTimeout(timer);
                resolve();
              };
            });
        }
        while (fetching > 0) await new Promise((resolve) => setTimeout(resolve, 10));
        yield* reports.splice(0);
        for (const placed of waiting.values()) for (const { run } of placed) yield { run, type: 'ended' };
      } finally {
        signal?.removeEventListener('abort', stop);
        queue.redis.off('ready', reconnected);
        await events.close().catch(() => {});
        connection.disconnect();
      }
    },
  };
}

/** A job that failed before all its tries were used up, and not by the end of its workers, failed by what it asks for. */
function isFaultOfJob({ attemptsMade, opts, failedReason }: QueuedJob): boolean {
  return attemptsMade < (opts.attempts ?? 1) && !failedReason.startsWith('job stalled');
}

/** The last event so far: what comes later is heard, whenever listening begins. */
async function lastEvent({ redis, jobs }: JobQueue): Promise<string> {
  const [last] = await redis.xrevrange(jobs.toKey('events'), '+', '-', 'COUNT', 1);
  return last?.[0] ?? '0-0';
}

/** Milliseconds to wait for a run that was stopped a moment ago and still saves itself. */
const patience = 30_000;

async function keepInFolder({ run }: PlacedJob, { record, model }: Result): Promise<RunRecord> {
  const store = runDirectory(run);
  const release = await store.lock(patience);
  try {
    const placed = { ...record, result: { ...record.result!, run } };
    await store.writeModel(model);
    await store.writeRecord(placed);
    return placed;
  } finally {
    await release();
  }
}

const findInFolder = ({ job, run }: PlacedJob) => doneAlready(runDirectory(run), job);
