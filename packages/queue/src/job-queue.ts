import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { readAddress } from './address.js';
import { connect, type Remark } from './connect.js';
import type { JobData } from './job-data.js';
import { kept, type Receipt, resultsOf } from './result.js';
import { workersOf } from './seen-workers.js';

/** How often a job is tried, where it failed for want of what a machine has. */
const attempts = 4;

/** A sweep that was held up for so many looks at its jobs instead. */
const eventsKept = 4_000;

/** A queue of jobs on a server that has answered. */
export interface JobQueue {
  /** The server, for people. */
  readonly shown: string;
  readonly name: string;
  readonly redis: Redis;
  readonly jobs: Queue<JobData, Receipt, 'train'>;
  readonly results: ReturnType<typeof resultsOf>;
  readonly workers: ReturnType<typeof workersOf>;
  close(): Promise<void>;
}

export interface QueueOptions {
  /** Which of the queues of that server; `unrolled` unless given. */
  readonly name?: string | undefined;
  /** Hears of a server that cannot be reached for now, and of what is wrong with its settings. */
  readonly remark?: Remark | undefined;
}

/**
 * Opens the queue of this name on a Redis or Valkey server.
 *
 * @param url as `redis://host:6379/0`, or `rediss://` for TLS
 * @throws TypeError if it is no such address, or the name has other characters than letters, digits, `.`, `_` and `-`
 * @throws NoQueueError if no server can be used there
 * @example
 * const queue = await openQueue('redis://localhost:6379');
 */
export async function openQueue(
  url: string,
  { name = 'unrolled', remark = () => {} }: QueueOptions = {},
): Promise<JobQueue> {
  if (!/^[\w.-]{1,100}$/.test(name))
    throw new TypeError(
      `the name of a queue must be letters, digits, '.', '_' and '-', received ${JSON.stringify(name)}`,
    );
  const address = readAddress(url);
  const { redis, close } = await connect(address, remark);
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    remark(
      `${address.shown} may forget jobs and results when its memory is full; set its maxmemory-policy to noeviction, now it is ${policy}`,
    );
  const jobs = new Queue<JobData, Receipt, 'train'>(name, {
    connection: redis,
    streams: { events: { maxLen: eventsKept } },
    defaultJobOptions: {
      attempts,
      backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
      removeOnComplete: { age: kept },
      removeOnFail: { age: kept },
      stackTraceLimit: 1,
    },
  });
  jobs.on('error', () => {}); // the connection says so itself
  await jobs.waitUntilReady();
  return {
    shown: address.shown,
    name,
    redis,
    jobs,
    results: resultsOf(redis, name),
    workers: workersOf(redis, name),
    async close() {
      await jobs.close();
      close();
    },
  };
}

/** Again and again until it is not the connection that failed. */
export async function insistently<T>({ redis }: Pick<JobQueue, 'redis'>, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isLost =
        redis.status !== 'end' && /connection|socket|ECONN|EPIPE/i.test((error as Error).message);
      if (!isLost) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
