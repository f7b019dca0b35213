import type { JobQueue } from './job-queue.js';
import type { SeenWorker } from './seen-workers.js';

/** How a queue stands. */
export interface QueueStatus {
  /** Jobs by what has become of them. */
  readonly jobs: {
    readonly waiting: number;
    readonly running: number;
    /** They failed for want of what a machine has, and wait to be tried again. */
    readonly delayed: number;
    readonly finished: number;
    readonly failed: number;
  };
  /** Heard of within a minute. */
  readonly workers: readonly (SeenWorker & {
    /** Seconds since it was heard of. */
    readonly silentFor: number;
  })[];
  /** Of those workers, where they are more than one. */
  readonly builds: readonly string[];
}

/** Seconds. */
const lately = 60;

/**
 * How a queue stands, and who works on it.
 *
 * @example
 * const { jobs, workers } = await queueStatus(await openQueue('redis://localhost:6379'));
 * console.log(jobs.waiting, workers.length);
 */
export async function queueStatus({ jobs, workers }: JobQueue): Promise<QueueStatus> {
  const [counts, seen] = await Promise.all([
    jobs.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'completed', 'failed'),
    workers.list(),
  ]);
  const { wait = 0, prioritized = 0, active = 0, delayed = 0, completed = 0, failed = 0 } = counts;
  const present = seen.filter(({ silentFor }) => silentFor <= lately);
  const builds = [...new Set(present.flatMap(({ build }) => (build === null ? [] : [build])))];
  return {
    jobs: { waiting: wait + prioritized, running: active, delayed, finished: completed, failed },
    workers: present.sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : a.pid - b.pid)),
    builds: builds.length > 1 ? builds : [],
  };
}
