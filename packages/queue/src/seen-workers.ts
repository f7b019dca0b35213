import type { Redis } from 'ioredis';
import * as v from 'valibot';

const count = v.pipe(v.number(), v.minValue(0));
const word = v.pipe(v.string(), v.maxLength(200));

const seenWorker = v.strictObject({
  host: word,
  pid: count,
  /** Runs at a time, at most. */
  concurrency: count,
  /** Runs now. */
  running: count,
  /** Over the last ten seconds, of all runs together. */
  stepsPerSecond: count,
  /** The build that computes, as {@link buildOf}; none before the first run. */
  build: v.nullable(word),
  /** Since it began. */
  finished: count,
  failed: count,
  /** Milliseconds since 1970, by its own clock. */
  since: count,
});

/** What a worker says of itself every few seconds. */
export type SeenWorker = v.InferOutput<typeof seenWorker>;

/** Milliseconds. */
export const heartbeat = 5_000;
/** Milliseconds after which a worker that was not heard of is forgotten. */
const forgotten = 24 * 3600_000;

/** Where the workers of a queue say that they are there. */
export function workersOf(redis: Redis, queueName: string) {
  const key = `unrolled:${queueName}:workers`;
  const now = async () => {
    const [seconds, microseconds] = await redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  };
  return {
    async say(id: string, worker: SeenWorker): Promise<void> {
      await redis.hset(key, id, JSON.stringify({ heard: await now(), worker }));
    },
    async leave(id: string): Promise<void> {
      await redis.hdel(key, id);
    },
    /** Those heard of lately, with the seconds since. */
    async list(): Promise<readonly (SeenWorker & { readonly silentFor: number })[]> {
      const [all, time] = await Promise.all([redis.hgetall(key), now()]);
      const found = Object.entries(all).map(([id, text]) => ({ id, ...read(text) }));
      const old = found.filter(({ heard, worker }) => !worker || time - heard > forgotten);
      if (old.length > 0) await redis.hdel(key, ...old.map(({ id }) => id));
      return found.flatMap(({ heard, worker }) =>
        worker && time - heard <= forgotten
          ? [{ ...worker, silentFor: Math.max(0, (time - heard) / 1000) }]
          : [],
      );
    },
  };
}

const entry = v.strictObject({ heard: count, worker: seenWorker });

function read(text: string): { readonly heard: number; readonly worker?: SeenWorker } {
  try {
    return v.parse(entry, JSON.parse(text));
  } catch {
    return { heard: 0 };
  }
}
