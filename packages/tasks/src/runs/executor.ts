import type { Job } from '../spec/job.js';
import type { RunRecord, TrainEvent } from '../spec/run.js';

/** A job, and where its run is kept. */
export interface PlacedJob {
  readonly job: Job;
  readonly run: string;
}

/** What an executor reports of one of its jobs, by where its run is kept. */
export type JobEvent =
  | { readonly run: string; readonly type: 'event'; readonly event: TrainEvent }
  /** The job is over: with a record if it is done, an error if it failed, neither if it was stopped. */
  | {
      readonly run: string;
      readonly type: 'ended';
      readonly record?: RunRecord | undefined;
      readonly error?: string | undefined;
      /** Whether it failed by what it asks for, and would so anywhere, and not for what this machine lacks. */
      readonly isFaultOfJob?: boolean | undefined;
    };

/**
 * Runs jobs, somewhere, and reports what they do. A job that fails leaves the others alone, one that is done
 * already is not repeated, one that was stopped goes on from its checkpoint. After the signal the runs in
 * progress save themselves and no more are started.
 */
export interface Executor {
  run(jobs: readonly PlacedJob[], signal?: AbortSignal): AsyncIterable<JobEvent>;
}
