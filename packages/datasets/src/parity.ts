import { type GivenValues, integer, option, parseOptions } from './options.js';
import { requireInteger } from './require.js';
import type { SequenceDataset } from './sequence.js';

export const parityOptions = { length: option(integer(1), 'steps in the sequence', 10) };
export type ParityOptions = GivenValues<typeof parityOptions>;

/**
 * The XOR of a sequence of fair bits, with the parity of every prefix: yₜ = x₁ ⊕ … ⊕ xₜ. The last step
 * answers for the whole sequence. The hidden state must carry exactly one bit, and one slip spoils all later
 * answers.
 *
 * inputs [batch, length, 1]; targets Float32 [batch, length, 1]; every guess scores ½.
 *
 * @throws RangeError if length is not a positive integer
 * @example
 * parity({ length: 12 }).batch(createRng(1), 32).targets.shape; // [32, 12, 1]
 */
export function parity(options: ParityOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('parity', parityOptions, options);
  return {
    name: 'parity',
    scheme: 'many-to-many',
    inputSize: 1,
    outputSize: 1,
    targetKind: 'binary',
    baseline: { metric: 'accuracy', value: 1 / 2 },
    batch(rng, batchSize) {
      requireInteger('parity', 'batchSize', batchSize, 1);
      const inputs = new Float32Array(batchSize * length);
      const targets = new Float32Array(batchSize * length);
      for (let start = 0; start < inputs.length; start += length) {
        let odd = 0;
        for (let t = start; t < start + length; t++) {
          const bit = rng() < 0.5 ? 0 : 1;
          odd ^= bit;
          inputs[t] = bit;
          targets[t] = odd;
        }
      }
      const shape = [batchSize, length, 1];
      return { inputs: { data: inputs, shape }, targets: { data: targets, shape } };
    },
  };
}
