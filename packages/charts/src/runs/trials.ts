import type { EpochScores, Tried } from './run.js';

/** What one of a run's learning rates came to, its epochs counted from 1. */
export interface Trial {
  readonly rate: number;
  readonly history: readonly EpochScores[];
}

/** A run's epochs by the learning rate they were trained with; of a single rate all of them. */
export function trialsOf(history: readonly EpochScores[], { rates, steps }: Tried): Trial[] {
  if (rates.length === 1) return [{ rate: rates[0]!, history }];
  return rates.flatMap((rate, trial) => {
    const own = history.filter(({ step = 0 }) => Math.floor((step - 1) / steps) === trial);
    if (own.length === 0) return [];
    return [{ rate, history: own.map((epoch, i) => ({ ...epoch, epoch: i + 1 })) }];
  });
}
