import type { Rng } from '@unrolled/datasets';

/** Choices by chance. */
export interface Dice {
  /** A whole number of at least 0 and below `bound`. */
  below(bound: number): number;
  /** A whole number between the two, both included. */
  between(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  bytes(length: number): Uint8Array;
  /** Mostly near 0, of both signs. */
  real(): number;
}

export function dice(rng: Rng): Dice {
  const below = (bound: number) => Math.floor(rng() * bound);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => rng() < probability,
    pick: (choices) => choices[below(choices.length)]!,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    real: () => Math.fround((rng() - 0.5) * 4),
  };
}
