import { generated } from './generated.js';
import { type GivenValues, integer, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

const [symbols, blank, write] = [8, 8, 9];

export const selectiveCopyingOptions = {
  length: option(sequenceLength(1), 'steps that are read, most of them blank', 30),
  copied: option(integer(1, 1000), 'symbols among them that are to be copied', 5),
};
export type SelectiveCopyingOptions = GivenValues<typeof selectiveCopyingOptions>;

/**
 * Selective copying: k symbols out of a₀ … a₇ at k of T steps, every choice of steps equally likely, and blanks a₈ at the
 * others; then k times a₉, at which the symbols are due in their order. What is to be kept shows in what it is, not in when
 * it comes.
 *
 * inputs [batch, T + k, 10] one-hot; targets Int32 [batch, T + k], classes a₀ … a₇; mask [batch, T + k], 1 at the last k
 * steps. Every guess scores 1/8.
 *
 * Jing et al., "Gated Orthogonal Recurrent Units: On Learning to Forget", 2017, as the denoise task; under this name Gu and
 * Dao, "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023.
 *
 * @param options.length T
 * @param options.copied k
 * @throws RangeError if a number is out of its range, or more symbols are to be copied than steps are read
 * @example
 * selectiveCopying({ length: 30 }).batch(createRng(1), 32).inputs.shape; // → [32, 35, 10]
 */
export function selectiveCopying(options: SelectiveCopyingOptions = {}): SequenceDataset<Int32Array> {
  const { length, copied } = parseOptions('selectiveCopying', selectiveCopyingOptions, options);
  if (copied > length)
    throw new RangeError(
      `selectiveCopying: copied must be at most the ${length} steps that are read, received ${copied}`,
    );
  const inputSize = symbols + 2;
  let chance = symbols ** -copied;
  for (let i = 0; i < copied; i++) chance *= (copied - i) / (length - i); // one choice of steps
  return generated('selectiveCopying', {
    name: 'selective-copying',
    scheme: 'many-to-many',
    time: length + copied,
    inputSize,
    outputSize: symbols,
    targetKind: 'class',
    baseline: { metric: 'accuracy', value: 1 / symbols },
    masked: true,
    draw(rng, inputs, targets, mask) {
      let placed = 0;
      for (let t = 0; t < length; t++) {
        // Of the steps that are left, as many as symbols are left have one: every choice is as likely.
        const here = rng() * (length - t) < copied - placed;
        const symbol = here ? Math.floor(rng() * symbols) : blank;
        inputs[t * inputSize + symbol] = 1;
        if (here) targets[length + placed++] = symbol;
      }
      for (let t = length; t < length + copied; t++) inputs[t * inputSize + write] = 1;
      mask.fill(1, length);
      return chance;
    },
  });
}
