import { chanceOfFirstFailure, drawFirstFailure, prefixBaseline } from './first-failure.js';
import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const sequenceEqualityOptions = { length: option(sequenceLength(1), 'steps in the sequence', 10) };
export type SequenceEqualityOptions = GivenValues<typeof sequenceEqualityOptions>;

/**
 * Are two bit sequences equal so far? yₜ = 1 while a₁…aₜ = b₁…bₜ. Half of the pairs are equal to the end,
 * in the others the first difference is equally likely at every step; all other bits are fair coins.
 *
 * inputs [batch, length, 2]; targets Float32 [batch, length, 1], the last one answering for the whole;
 * always answering 1 scores ½ + (T − 1)/(4T).
 *
 * @throws RangeError if length is not a positive integer
 * @example
 * sequenceEquality({ length: 8 }).batch(createRng(1), 32).inputs.shape; // → [32, 8, 2]
 */
export function sequenceEquality(options: SequenceEqualityOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('sequenceEquality', sequenceEqualityOptions, options);
  return generated('sequenceEquality', {
    name: 'sequence-equality',
    scheme: 'many-to-many',
    time: length,
    inputSize: 2,
    outputSize: 1,
    targetKind: 'binary',
    baseline: prefixBaseline(length),
    draw(rng, inputs, targets) {
      const firstDifference = drawFirstFailure(rng, length);
      for (let t = 0; t < length; t++) {
        const a = rng() < 0.5 ? 0 : 1;
        const b = t < firstDifference ? a : t === firstDifference ? 1 - a : rng() < 0.5 ? 0 : 1;
        inputs[2 * t] = a;
        inputs[2 * t + 1] = b;
        targets[t] = t < firstDifference ? 1 : 0;
      }
      const free = length + Math.max(length - 1 - firstDifference, 0);
      return chanceOfFirstFailure(firstDifference, length) * 2 ** -free;
    },
  });
}
