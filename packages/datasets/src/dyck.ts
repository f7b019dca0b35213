import { generated } from './generated.js';
import { type GivenValues, integer, option, parseOptions, sequenceLength } from './options.js';
import type { Rng } from './rng.js';
import type { SequenceBatch, SequenceDataset } from './sequence.js';

export const dyckOptions = {
  length: option(sequenceLength(1), 'brackets in the sequence', 24),
  depth: option(integer(1, 1000), 'how many are open at once, at most', 4),
  kinds: option(integer(1, 8), 'kinds of brackets', 2),
};
export type DyckOptions = GivenValues<typeof dyckOptions>;

export interface DyckDataset extends SequenceDataset<Float32Array> {
  /**
   * These brackets as an example, however many and deep: kind k opens as 2k and closes as 2k + 1.
   * @throws RangeError if there is none, or one that is none of the kinds or closes what is not open
   */
  encode(brackets: readonly number[]): SequenceBatch<Float32Array>;
}

/**
 * The beginnings of Dyck-k words, well-nested brackets of k kinds, and after each bracket: which one may be closed next?
 * That is the innermost open one, or none. With nothing open, a bracket opens; at the greatest depth, one closes; else it is
 * a fair coin that decides, and every kind is equally likely to open.
 *
 * inputs [batch, length, 2k] one-hot, kind j opening as channel 2j and closing as 2j + 1; targets Float32 [batch, length, k],
 * 1 for the kind that may close. A step is right if all k are. The best guess is what is likeliest at each step: nothing
 * open, with the chance p₀(t) of a walk between 0 and the depth, or one kind, with (1 − p₀(t))/k.
 *
 * As predicting what may follow, Suzgun, Belinkov, Shieber and Gehrmann, "LSTM Networks Can Perform Dynamic Counting", 2019,
 * for k = 1; of bounded depth, Hewitt, Hahn, Ganguli, Liang and Manning, "RNNs Can Generate Bounded Hierarchical Languages
 * with Optimal Memory", EMNLP 2020.
 *
 * @param options.kinds k
 * @throws RangeError if a number is out of its range
 * @example
 * dyck({ kinds: 2 }).encode([0, 2, 3, 1]).targets.data; // → [1, 0, 0, 1, 1, 0, 0, 0]
 */
export function dyck(options: DyckOptions = {}): DyckDataset {
  const { length, depth, kinds } = parseOptions('dyck', dyckOptions, options);
  const baseline = { metric: 'accuracy', value: blindAccuracy(length, depth, kinds) };
  /** `next` says which bracket comes after those open, innermost last, and how likely it was. */
  const made = (length: number, next: Next) =>
    generated('dyck', {
      name: 'dyck',
      scheme: 'many-to-many',
      time: length,
      inputSize: 2 * kinds,
      outputSize: kinds,
      targetKind: 'binary',
      baseline,
      draw(rng, inputs, targets) {
        const open: number[] = [];
        let chance = 1;
        for (let t = 0; t < length; t++) {
          const [bracket, likely] = next(rng, open, t);
          if (bracket % 2 === 0) open.push(bracket >> 1);
          else open.pop();
          inputs[t * 2 * kinds + bracket] = 1;
          if (open.length > 0) targets[t * kinds + open.at(-1)!] = 1;
          chance *= likely;
        }
        return chance;
      },
    });
  const drawn: Next = (rng, open) => {
    const free = open.length > 0 && open.length < depth;
    const opens = free ? rng() < 0.5 : open.length === 0;
    const coin = free ? 0.5 : 1;
    return opens ? [2 * Math.floor(rng() * kinds), coin / kinds] : [2 * open.at(-1)! + 1, coin];
  };
  return {
    ...made(length, drawn),
    encode(brackets) {
      const open: number[] = [];
      for (const bracket of brackets) {
        const known = Number.isInteger(bracket) && bracket >= 0 && bracket < 2 * kinds;
        if (!known || (bracket % 2 === 1 && open.pop() !== bracket >> 1)) {
          throw new RangeError(
            `dyck.encode: brackets must be integers below ${2 * kinds} that close only what is open innermost, received [${brackets}]`,
          );
        }
        if (bracket % 2 === 0) open.push(bracket >> 1);
      }
      if (brackets.length === 0)
        throw new RangeError('dyck.encode: brackets must hold at least one, received none');
      return made(brackets.length, (_rng, _open, t) => [brackets[t]!, 1]).batch(() => 0, 1);
    },
  };
}

type Next = (rng: Rng, open: readonly number[], t: number) => readonly [bracket: number, chance: number];

/** The mean over steps of the likeliest answer's chance. */
function blindAccuracy(length: number, depth: number, kinds: number): number {
  let at = new Float64Array(depth + 1);
  at[0] = 1;
  let sum = 0;
  for (let t = 0; t < length; t++) {
    const next = new Float64Array(depth + 1);
    for (let d = 0; d <= depth; d++) {
      const up = d === 0 ? 1 : d === depth ? 0 : 0.5;
      if (d < depth) next[d + 1]! += up * at[d]!;
      if (d > 0) next[d - 1]! += (1 - up) * at[d]!;
    }
    at = next;
    sum += Math.max(at[0]!, (1 - at[0]!) / kinds);
  }
  return sum / length;
}
