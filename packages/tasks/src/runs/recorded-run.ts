import type { Job } from '../spec/job.js';
import type { RunRecord } from '../spec/run.js';
import { latestCheckpoint } from './checkpoint.js';
import { differences } from './differences.js';
import type { RunStore } from './run-store.js';

/** What is recorded of a run. */
export interface RecordedRun {
  readonly record: RunRecord;
  /** Why its record could not be used, if it is made anew from the latest whole checkpoint. */
  readonly lost?: string;
}

/**
 * What is recorded of a run; where its record is lost or damaged, what its latest whole checkpoint tells.
 *
 * @returns undefined if there is no run
 * @throws Error if there is one of which neither can be read
 * @example
 * const { store } = runInMemory('runs/parity');
 * await recordedRun(store); // → undefined
 * for await (const event of runJob(planJob('parity', { length: 4 }, { settings: { steps: 20 } }), { store })) {}
 * (await recordedRun(store))?.record.status; // → 'done'
 */
export async function recordedRun(store: RunStore): Promise<RecordedRun | undefined> {
  const found = await store.readRecord().catch((error: Error) => error);
  if (found && !(found instanceof Error)) return { record: found };
  if ((await store.readCheckpoints()).length === 0) {
    if (found) throw found;
    return undefined;
  }
  const lost = found?.message ?? 'its record is lost';
  const { checkpoint } = await latestCheckpoint(store).catch((error: Error) => {
    throw new Error(`${lost}, and ${error.message}`);
  });
  const { step, sums, ...record } = checkpoint.position;
  return { record: { ...record, status: 'stopped' }, lost };
}

/**
 * The record of a run of this job that is done; undefined if there is none that can be read.
 *
 * @example
 * const { store } = runInMemory('runs/parity');
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store })) {}
 * const { record } = (await recordedRun(store))!;
 * (await doneAlready(store, job))?.status; // → 'done'
 */
export async function doneAlready(store: RunStore, job: Job): Promise<RunRecord | undefined> {
  const record = await store.readRecord().catch(() => undefined);
  return record?.status === 'done' && differences(record.job, job).length === 0 ? record : undefined;
}
