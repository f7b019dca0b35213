import { generated } from './generated.js';
import { type GivenValues, integer, option, parseOptions } from './options.js';
import type { SequenceDataset } from './sequence.js';
import { shuffledIndices } from './shuffle.js';

const digits = 10;

export const associativeRecallOptions = {
  pairs: option(integer(1, 10_000), 'keys to remember, each with a digit', 4),
  keys: option(integer(1, 10_000), 'different keys that there are, at least as many as pairs', 32),
};
export type AssociativeRecallOptions = GivenValues<typeof associativeRecallOptions>;

/**
 * Associative recall: n pairs of a key and a digit, k₁ v₁ k₂ v₂ … kₙ vₙ, then all n keys again in another order; at each
 * of these its digit is due. Keys are drawn without replacement, digits and orders uniformly.
 *
 * inputs [batch, 3n, keys + 10] one-hot, the keys first; targets Int32 [batch, 3n], the digit; mask [batch, 3n], 1 where
 * a key is asked for. Every guess scores 1/10.
 *
 * After Ba, Hinton, Mnih, Leibo and Ionescu, "Using Fast Weights to Attend to the Recent Past", 2016; with as many
 * questions as pairs, after Arora et al., "Zoology: Measuring and Improving Recall in Efficient Language Models", 2023.
 *
 * @param options.pairs n
 * @throws RangeError if a number is out of its range, or there are more pairs than keys
 * @example
 * associativeRecall({ pairs: 4 }).batch(createRng(1), 32).inputs.shape; // → [32, 12, 42]
 */
export function associativeRecall(options: AssociativeRecallOptions = {}): SequenceDataset<Int32Array> {
  const { pairs, keys } = parseOptions('associativeRecall', associativeRecallOptions, options);
  if (pairs > keys)
    throw new RangeError(`associativeRecall: pairs must be at most the ${keys} keys, received ${pairs}`);
  const inputSize = keys + digits;
  let chance = digits ** -pairs;
  for (let i = 0; i < pairs; i++) chance /= (keys - i) * (i + 1); // each order of keys, and of questions
  return generated('associativeRecall', {
    name: 'associative-recall',
    scheme: 'many-to-many',
    time: 3 * pairs,
    inputSize,
    outputSize: digits,
    targetKind: 'class',
    baseline: { metric: 'accuracy', value: 1 / digits },
    masked: true,
    draw(rng, inputs, targets, mask) {
      const drawn = shuffledIndices(rng, keys).subarray(0, pairs);
      const values = drawn.map((key, i) => {
        const digit = Math.floor(rng() * digits);
        inputs[2 * i * inputSize + key] = 1;
        inputs[(2 * i + 1) * inputSize + keys + digit] = 1;
        return digit;
      });
      shuffledIndices(rng, pairs).forEach((asked, i) => {
        const t = 2 * pairs + i;
        inputs[t * inputSize + drawn[asked]!] = 1;
        targets[t] = values[asked]!;
        mask[t] = 1;
      });
      return chance;
    },
  });
}
