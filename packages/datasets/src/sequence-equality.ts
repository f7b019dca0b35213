import { drawFirstFailure, prefixBaseline } from './first-failure.js';
import { type GivenValues, integer, option, parseOptions } from './options.js';
import { requireInteger } from './require.js';
import type { SequenceDataset } from './sequence.js';

export const sequenceEqualityOptions = { length: option(integer(1), 'steps in the sequence', 10) };
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
 * sequenceEquality({ length: 8 }).batch(createRng(1), 32).inputs.shape; // [32, 8, 2]
 */
export function sequenceEquality(options: SequenceEqualityOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('sequenceEquality', sequenceEqualityOptions, options);
  return {
    name: 'sequence-equality',
    scheme: 'many-to-many',
    inputSize: 2,
    outputSize: 1,
    targetKind: 'binary',
    baseline: prefixBaseline(length),
    batch(rng, batchSize) {
      requireInteger('sequenceEquality', 'batchSize', batchSize, 1);
      const inputs = new Float32Array(batchSize * length * 2);
      const targets = new Float32Array(batchSize * length);
      for (let start = 0; start < targets.length; start += length) {
        const firstDifference = drawFirstFailure(rng, length);
        for (let t = 0; t < length; t++) {
          const a = rng() < 0.5 ? 0 : 1;
          const b = t < firstDifference ? a : t === firstDifference ? 1 - a : rng() < 0.5 ? 0 : 1;
          inputs[2 * (start + t)] = a;
          inputs[2 * (start + t) + 1] = b;
          targets[start + t] = t < firstDifference ? 1 : 0;
        }
      }
      return {
        inputs: { data: inputs, shape: [batchSize, length, 2] },
        targets: { data: targets, shape: [batchSize, length, 1] },
      };
    },
  };
}
