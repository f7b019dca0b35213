import { chanceOfFirstFailure, drawFirstFailure, prefixBaseline } from './first-failure.js';
import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const runningAndOptions = { length: option(sequenceLength(1), 'steps in the sequence', 10) };
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
 * runningAnd({ length: 10 }).batch(createRng(1), 32).targets.shape; // → [32, 10, 1]
 */
export function runningAnd(options: RunningAndOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('runningAnd', runningAndOptions, options);
  return generated('runningAnd', {
    name: 'running-and',
    scheme: 'many-to-many',
    time: length,
    inputSize: 1,
    outputSize: 1,
    targetKind: 'binary',
    baseline: prefixBaseline(length),
    draw(rng, inputs, targets) {
      const firstZero = drawFirstFailure(rng, length);
      inputs.fill(1, 0, firstZero);
      targets.fill(1, 0, firstZero);
      for (let t = firstZero + 1; t < length; t++) inputs[t] = rng() < 0.5 ? 0 : 1;
      return chanceOfFirstFailure(firstZero, length) * 2 ** -Math.max(length - 1 - firstZero, 0);
    },
  });
}
