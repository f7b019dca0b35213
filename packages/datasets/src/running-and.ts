import { drawFirstFailure, prefixBaseline } from './first-failure.js';
import { type GivenValues, integer, option, parseOptions } from './options.js';
import { requireInteger } from './require.js';
import type { SequenceDataset } from './sequence.js';

export const runningAndOptions = { length: option(integer(1), 'steps in the sequence', 10) };
export type RunningAndOptions = GivenValues<typeof runningAndOptions>;

/**
 * The AND of all bits so far: yₜ = x₁ ∧ … ∧ xₜ, which is 1 until the first 0, as 1111010000 → 1111000000.
 * Half of the sequences hold no 0, in the others the first one is equally likely at every step; the bits
 * behind it are fair coins.
 *
 * inputs [batch, length, 1]; targets Float32 [batch, length, 1]; always answering 1 scores
 * ½ + (T − 1)/(4T).
 *
 * @throws RangeError if length is not a positive integer
 * @example
 * runningAnd({ length: 10 }).batch(createRng(1), 32).targets.shape; // [32, 10, 1]
 */
export function runningAnd(options: RunningAndOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('runningAnd', runningAndOptions, options);
  return {
    name: 'running-and',
    scheme: 'many-to-many',
    inputSize: 1,
    outputSize: 1,
    targetKind: 'binary',
    baseline: prefixBaseline(length),
    batch(rng, batchSize) {
      requireInteger('runningAnd', 'batchSize', batchSize, 1);
      const inputs = new Float32Array(batchSize * length);
      const targets = new Float32Array(batchSize * length);
      for (let start = 0; start < inputs.length; start += length) {
        const firstZero = drawFirstFailure(rng, length);
        inputs.fill(1, start, start + firstZero);
        targets.fill(1, start, start + firstZero);
        for (let t = firstZero + 1; t < length; t++) inputs[start + t] = rng() < 0.5 ? 0 : 1;
      }
      const shape = [batchSize, length, 1];
      return { inputs: { data: inputs, shape }, targets: { data: targets, shape } };
    },
  };
}
