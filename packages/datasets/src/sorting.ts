import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { Rng } from './rng.js';
import type { SequenceBatch, SequenceDataset } from './sequence.js';

const [base, write] = [10, 10];

export const sortingOptions = { length: option(sequenceLength(1), 'digits to sort', 8) };
export type SortingOptions = GivenValues<typeof sortingOptions>;

export interface SortingDataset extends SequenceDataset<Int32Array> {
  /**
   * These digits as an example, however many they are.
   * @throws RangeError if there is none, or one is no integer from 0 to 9
   */
  encode(digits: readonly number[]): SequenceBatch<Int32Array>;
}

/**
 * Sorting: n uniform digits come in, then n times a sign to write, at which they are due in ascending order.
 *
 * inputs [batch, 2n, 11] one-hot, the sign last; targets Int32 [batch, 2n], the digit; mask [batch, 2n], 1 at the last n
 * steps. The best guess is each place's likeliest digit, in the mean over places P(x₍ᵢ₎ = v), with P(x₍ᵢ₎ ≤ v) the chance
 * that of n digits at least i are at most v.
 *
 * Vinyals, Bengio and Kudlur, "Order Matters: Sequence to Sequence for Sets", ICLR 2016, with numbers; as a memory task
 * Graves, Wayne and Danihelka, "Neural Turing Machines", 2014, with priorities.
 *
 * @param options.length n
 * @throws RangeError if length is not a positive integer
 * @example
 * sorting().encode([3, 1, 2]).targets.data; // → [0, 0, 0, 1, 2, 3]
 */
export function sorting(options: SortingOptions = {}): SortingDataset {
  const { length } = parseOptions('sorting', sortingOptions, options);
  const baseline = { metric: 'accuracy', value: blindAccuracy(length) };
  const made = (length: number, digitAt: (rng: Rng, t: number) => number) =>
    generated('sorting', {
      name: 'sorting',
      scheme: 'many-to-many',
      time: 2 * length,
      inputSize: base + 1,
      outputSize: base,
      targetKind: 'class',
      baseline,
      masked: true,
      draw(rng, inputs, targets, mask) {
        for (let t = 0; t < length; t++) {
          const digit = digitAt(rng, t);
          inputs[t * (base + 1) + digit] = 1;
          inputs[(length + t) * (base + 1) + write] = 1;
          targets[length + t] = digit;
        }
        targets.subarray(length).sort();
        mask.fill(1, length);
        return base ** -length;
      },
    });
  return {
    ...made(length, (rng) => Math.floor(rng() * base)),
    encode(digits) {
      const wrong = digits.find((digit) => !Number.isInteger(digit) || digit < 0 || digit >= base);
      if (wrong !== undefined || digits.length === 0) {
        throw new RangeError(
          `sorting.encode: digits must be integers from 0 to ${base - 1}, at least one, received [${digits}]`,
        );
      }
      return made(digits.length, (_, t) => digits[t]!).batch(() => 0, 1);
    },
  };
}

/** The mean over places of the likeliest digit's chance. */
function blindAccuracy(length: number): number {
  /** P(x₍ᵢ₎ ≤ v − 1) for i = 0 … n: the upper tail of a binomial distribution with chance v/10. */
  const atMost = Array.from({ length: base + 1 }, (_, v) => upperTail(length, v / base));
  let sum = 0;
  for (let i = 1; i <= length; i++) {
    let likeliest = 0;
    for (let v = 0; v < base; v++) likeliest = Math.max(likeliest, atMost[v + 1]![i]! - atMost[v]![i]!);
    sum += likeliest;
  }
  return sum / length;
}

/** P(X ≥ i) for i = 0 … n, X binomial with chance p. */
function upperTail(n: number, p: number): Float64Array {
  const tail = new Float64Array(n + 1);
  if (p === 1) return tail.fill(1);
  if (p === 0) return tail.fill(1, 0, 1);
  let logChance = n * Math.log1p(-p); // in logarithms, for what is too small for a number of its own
  for (let i = 0; i <= n; i++) {
    tail[i] = Math.exp(logChance);
    logChance += Math.log(((n - i) / (i + 1)) * (p / (1 - p)));
  }
  for (let i = n - 1; i >= 0; i--) tail[i]! += tail[i + 1]!;
  return tail;
}
