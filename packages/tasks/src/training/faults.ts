import { MissingBackendError } from '../backend/start-backend.js';
import { MemoryError } from '../spec/memory.js';
import type { StepScore } from '../spec/run.js';

/** That the loss is no number any more. */
export class DivergedError extends Error {
  constructor({ loss }: Pick<StepScore, 'loss'>, step: number) {
    super(`training diverged: the loss is ${loss} at step ${step}; try a smaller learning rate`);
  }
}

/** Whether a run failed by what its job asks for, and so would on every machine, and not for what this one lacks. */
export function isFaultOfJob(error: unknown): boolean {
  if (error instanceof MissingBackendError || error instanceof MemoryError) return false;
  return error instanceof DivergedError || error instanceof RangeError || error instanceof TypeError;
}
