import type { Job } from '../spec/job.js';
import type { EpochRecord } from '../spec/run.js';

/** Where a training run stands. Its random numbers follow from the seed and the step. */
export interface Position {
  /** What is being run; another job cannot go on from here. */
  readonly job: Job;
  /** Steps taken, over all learning rates tried. */
  readonly step: number;
  /** Sums over the steps since the epoch in progress began. */
  readonly sums: StepSums;
  /** The epochs so far; the best of them is the one whose weights are kept. */
  readonly history: readonly EpochRecord[];
}

export interface StepSums {
  readonly steps: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly gradientNorm: number;
}
