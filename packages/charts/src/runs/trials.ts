import type { Curve } from '@unrolled/tasks';
import type { EpochScores, Tried } from './run.js';

/** How a run, or the part of it under one learning rate, learned. */
export interface Course {
  readonly history: readonly EpochScores[];
  /** Where it is recorded. */
  readonly curve?: Curve | undefined;
}

/** What one of a run's learning rates came to, its epochs and steps counted from 1. */
export interface Trial extends Course {
  readonly rate: number;
}

/**
 * A run's course by the learning rate it was trained with; of a single rate all of it.
 *
 * @example
 * trialsOf({ history: [{ epoch: 1, loss: 0.5 }] }, { rates: [0.01], steps: 100 }).map(({ rate }) => rate); // → [0.01]
 */
export function trialsOf({ history, curve }: Course, { rates, steps }: Tried): Trial[] {
  if (rates.length === 1) return [{ rate: rates[0]!, history, curve }];
  return rates.flatMap((rate, trial) => {
    const own = <T extends { readonly step?: number }>(items: readonly T[]) =>
      items.flatMap((item) => {
        const { step = 0 } = item;
        return Math.floor((step - 1) / steps) === trial ? [{ ...item, step: step - trial * steps }] : [];
      });
    const epochs = own(history).map((epoch, i) => ({ ...epoch, epoch: i + 1 }));
    const points = own(curve?.points ?? []);
    if (epochs.length + points.length === 0) return [];
    return [{ rate, history: epochs, ...(curve && { curve: { ...curve, points } }) }];
  });
}
