import { generated } from './generated.js';
import { type GivenValues, integer, option, parseOptions } from './options.js';
import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { SequenceBatch, SequenceDataset } from './sequence.js';

const [a, b, c, end] = [0, 1, 2, 3];

export const countingOptions = {
  most: option(integer(1, 300_000), 'largest n, how often each letter comes', 10),
  least: option(integer(1), 'smallest n', 1),
};
export type CountingOptions = GivenValues<typeof countingOptions>;

export interface CountingDataset extends SequenceDataset<Float32Array> {
  /**
   * The word aⁿbⁿcⁿ as an example, in its own length, however long that is.
   * @throws RangeError if n is not a positive integer
   */
  encode(n: number): SequenceBatch<Float32Array>;
}

/**
 * The words aⁿbⁿcⁿ, n uniform from least to most, and after each letter: what may come next? After an a that is a or b;
 * after the first b all is decided by n: n − 1 more b, n times c, the end.
 *
 * inputs [batch, 3·most, 3] one-hot, zeros behind a word's end; targets Float32 [batch, 3·most, 4], 1 for each of a, b, c
 * and the end that may come; mask [batch, 3·most], 1 on the word. A step is right if all four are. The best guess is the
 * likeliest answer at each step, over the words that reach it.
 *
 * Gers and Schmidhuber, "LSTM Recurrent Networks Learn Simple Context Free and Context Sensitive Languages", IEEE
 * Transactions on Neural Networks 12(6), 2001.
 *
 * @throws RangeError if a number is out of its range, or least exceeds most
 * @example
 * counting({ most: 10 }).batch(createRng(1), 32).inputs.shape; // → [32, 30, 3]
 */
export function counting(options: CountingOptions = {}): CountingDataset {
  const { most, least } = parseOptions('counting', countingOptions, options);
  requireInteger('counting', 'least', least, 1, most);
  const baseline = { metric: 'accuracy', value: blindAccuracy(least, most) };
  const made = (most: number, draw: (rng: Rng) => number) =>
    generated('counting', {
      name: 'counting',
      scheme: 'many-to-many',
      time: 3 * most,
      inputSize: 3,
      outputSize: 4,
      targetKind: 'binary',
      baseline,
      masked: true,
      draw(rng, inputs, targets, mask) {
        const n = draw(rng);
        for (let t = 0; t < 3 * n; t++) {
          inputs[3 * t + Math.floor(t / n)] = 1;
          for (const next of after(t, n)) targets[4 * t + next] = 1;
        }
        mask.fill(1, 0, 3 * n);
        return 1 / (most - least + 1);
      },
    });
  return {
    ...made(most, (rng) => least + Math.floor(rng() * (most - least + 1))),
    encode(n) {
      requireInteger('counting.encode', 'n', n, 1);
      return made(n, () => n).batch(() => 0, 1);
    },
  };
}

/** What may come after step t of aⁿbⁿcⁿ. */
function after(t: number, n: number): readonly number[] {
  if (t < n) return [a, b];
  if (t < 2 * n - 1) return [b];
  return t < 3 * n - 1 ? [c] : [end];
}

/** The share of all steps at which the answer that most words have there is right. */
function blindAccuracy(least: number, most: number): number {
  /** How many of the words have n from `from` to `to`. */
  const words = (from: number, to: number) => Math.max(0, Math.min(to, most) - Math.max(from, least) + 1);
  let right = 0;
  let steps = 0;
  for (let t = 0; t < 3 * most; t++) {
    const reached = words(Math.ceil((t + 1) / 3), most);
    const letters = words(t + 1, most); // t < n
    const more = words(Math.floor((t + 1) / 2) + 1, t); // n ≤ t < 2n − 1
    const ends = (t + 1) % 3 === 0 ? words((t + 1) / 3, (t + 1) / 3) : 0;
    right += Math.max(letters, more, ends, reached - letters - more - ends);
    steps += reached;
  }
  return right / steps;
}
