import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

const [data, copied, blank, delimiter] = [8, 10, 8, 9];

export const copyMemoryOptions = {
  delay: option(sequenceLength(1), 'steps between reading and writing', 100),
};
export type CopyMemoryOptions = GivenValues<typeof copyMemoryOptions>;

/**
 * Copy memory: ten symbols out of a₀ … a₇, then T − 1 blanks a₈, the delimiter a₉, and ten more blanks. The
 * answer is T + 10 blanks, then the ten symbols in their order: each is held for T + 10 steps.
 *
 * inputs [batch, T + 20, 10] one-hot; targets Int32 [batch, T + 20], classes a₀ … a₈. Without memory the best
 * is to answer blank and then guess: a cross-entropy of 10·ln 8/(T + 20) nats a step.
 *
 * Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; in this form Arjovsky,
 * Shah and Bengio, "Unitary Evolution Recurrent Neural Networks", ICML 2016.
 *
 * @param options.delay T
 * @throws RangeError if delay is not a positive integer
 * @example
 * copyMemory({ delay: 100 }).batch(createRng(1), 32).inputs.shape; // → [32, 120, 10]
 */
export function copyMemory(options: CopyMemoryOptions = {}): SequenceDataset<Int32Array> {
  const { delay } = parseOptions('copyMemory', copyMemoryOptions, options);
  const time = delay + 2 * copied;
  const symbols = data + 2;
  return generated('copyMemory', {
    name: 'copy-memory',
    scheme: 'many-to-many',
    time,
    inputSize: symbols,
    outputSize: data + 1,
    targetKind: 'class',
    baseline: { metric: 'cross-entropy', value: (copied * Math.log(data)) / time },
    draw(rng, inputs, targets) {
      targets.fill(blank);
      for (let t = 0; t < time; t++) {
        const symbol = t < copied ? Math.floor(rng() * data) : t === time - copied - 1 ? delimiter : blank;
        inputs[t * symbols + symbol] = 1;
        if (t < copied) targets[time - copied + t] = symbol;
      }
      return data ** -copied;
    },
  });
}
