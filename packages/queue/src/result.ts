import { createHash } from 'node:crypto';
import { differences, type Job, type RunRecord, readRecord } from '@unrolled/tasks';
import type { Redis } from 'ioredis';

/** What came of a job: its record and its best weights. */
export interface Result {
  readonly record: RunRecord;
  /** As safetensors. */
  readonly model: Uint8Array;
}

/** What a finished job says of its result, which lies beside it. */
export interface Receipt {
  /** SHA-256 of record and weights. */
  readonly sha256: string;
  /** The host that it was made on. */
  readonly host: string;
  /** Steps that were taken for it by whoever finished it, of all that it has. */
  readonly steps: number;
}

/** Seconds that results are kept: thirty days. */
export const kept = 30 * 24 * 3600;

/** Where the results of a queue lie on its server. */
export function resultsOf(redis: Redis, queueName: string) {
  const keyOf = (run: string) => `unrolled:${queueName}:result:${run}`;
  return {
    /** @returns the SHA-256 of what was written */
    async write(run: string, { record, model }: Result): Promise<string> {
      const text = JSON.stringify(record);
      const fields = { record: text, model: Buffer.from(model) };
      await redis.hset(keyOf(run), fields);
      await redis.expire(keyOf(run), kept);
      return digest(text, model);
    },
    /**
     * @param sha256 what it must have; anything unless given
     * @returns undefined if there is none
     * @throws Error if what is there was altered, or is no result of this job
     */
    async read(run: string, job: Job, sha256?: string): Promise<(Result & { sha256: string }) | undefined> {
      const [text, model] = await redis.hmgetBuffer(keyOf(run), 'record', 'model');
      if (!text || !model) return undefined;
      const found = digest(text, model);
      if (sha256 !== undefined && found !== sha256) throw new Error('its result was altered');
      const record = readRecord(JSON.parse(text.toString()));
      if (record.status !== 'done' || !record.result) throw new Error('its result is not whole');
      const [other] = differences(record.job, job);
      if (other) throw new Error(`its result is of another job: ${other.path} is ${other.before}`);
      return { record, model, sha256: found };
    },
    remove: async (run: string): Promise<void> => void (await redis.del(keyOf(run))),
  };
}

function digest(record: string | Uint8Array, model: Uint8Array): string {
  return createHash('sha256').update(record).update('\n').update(model).digest('hex');
}
