import type { Job } from '../spec/job.js';
import type { PlacedJob } from './executor.js';

/** What the process of a worker is told, as JSON on its stdin. */
export interface WorkerOrder extends PlacedJob {
  /** The backend where the job leaves it open. */
  readonly backend: Job['backend'];
  /** Milliseconds to wait for whoever writes to the run's folder. */
  readonly patience: number;
}

/** The exit code of a worker whose job failed by what it asks for. */
export const jobFailed = 2;
