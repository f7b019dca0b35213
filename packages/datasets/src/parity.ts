import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const parityOptions = { length: option(sequenceLength(1), 'steps in the sequence', 10) };
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
 * parity({ length: 12 }).batch(createRng(1), 32).targets.shape; // → [32, 12, 1]
 */
export function parity(options: ParityOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('parity', parityOptions, options);
  return generated('parity', {
    name: 'parity',
    scheme: 'many-to-many',
    time: length,
    inputSize: 1,
    outputSize: 1,
    targetKind: 'binary',
    baseline: { metric: 'accuracy', value: 1 / 2 },
    draw(rng, inputs, targets) {
      let odd = 0;
      for (let t = 0; t < length; t++) {
        inputs[t] = rng() < 0.5 ? 0 : 1;
        odd ^= inputs[t]!;
        targets[t] = odd;
      }
      return 2 ** -length;
    },
  });
}
