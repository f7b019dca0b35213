import { createRng } from '@unrolled/datasets';
import { type Dice, dice } from './dice.js';

/** Which cases of an attack are made: from `first` on, until there are `count` of them or the time is over. */
export interface Range {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** As Date.now() tells it. */
  readonly until: number;
}

/** One way of trying to lose something, or of having something wrong believed. */
export interface Attack {
  readonly name: string;
  readonly summary: string;
  /** Cases of the short form. */
  readonly short: number;
  /** Cases of the long form, where its time allows them. */
  readonly long: number;
  /** Why it cannot be made on this machine. */
  missing?(): Promise<string | undefined>;
  /** @returns how many cases there were */
  run(range: Range, report: (finding: Finding) => void): Promise<number>;
}

export interface Finding {
  readonly index: number;
  /** What happened, and what should have. */
  readonly message: string;
}

/** What throws this is a finding; anything else that is thrown is a fault of the campaign itself. */
export class Found extends Error {}

/** The random numbers of one case; they depend on nothing but what stands here. */
export const diceOf = (seed: number, attack: string, index: number): Dice =>
  dice(createRng(seed, `${attack} ${index}`));

/** An attack whose cases run here, one after the other. `attempt` throws what it finds. */
export function oneByOne({
  open,
  ...attack
}: Omit<Attack, 'run'> & {
  /** Prepares what all cases share. */
  open(): Promise<{ attempt(dice: Dice, index: number): Promise<void>; close(): Promise<void> }>;
}): Attack {
  return {
    ...attack,
    async run({ seed, first, count, until }, report) {
      const { attempt, close } = await open();
      let index = first;
      try {
        for (; index < first + count && (index === first || Date.now() < until); index++) {
          try {
            await attempt(diceOf(seed, attack.name, index), index);
          } catch (error) {
            if (!(error instanceof Found)) throw error;
            report({ index, message: error.message });
          }
        }
      } finally {
        await close();
      }
      return index - first;
    },
  };
}
