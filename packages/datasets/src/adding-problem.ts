import { generated } from './generated.js';
import { type GivenValues, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const addingProblemOptions = { length: option(sequenceLength(2), 'steps in the sequence', 100) };
export type AddingProblemOptions = GivenValues<typeof addingProblemOptions>;

/**
 * The adding problem: at every step a number from U[0, 1] and a marker come in; the target is the sum of
 * the two marked numbers. One marker is uniform in the first ⌊T/2⌋ steps, the other in the rest.
 *
 * inputs [batch, length, 2]; targets Float32 [batch, 1], real. Always answering the mean, 1, has a mean
 * squared error of Var(U + U) = 1/6.
 *
 * Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; in this form Arjovsky,
 * Shah and Bengio, "Unitary Evolution Recurrent Neural Networks", ICML 2016.
 *
 * @throws RangeError if length is not an integer ≥ 2
 * @example
 * addingProblem({ length: 100 }).batch(createRng(1), 32).inputs.shape; // → [32, 100, 2]
 */
export function addingProblem(options: AddingProblemOptions = {}): SequenceDataset<Float32Array> {
  const { length } = parseOptions('addingProblem', addingProblemOptions, options);
  return generated('addingProblem', {
    name: 'adding-problem',
    scheme: 'many-to-one',
    time: length,
    inputSize: 2,
    outputSize: 1,
    targetKind: 'real',
    baseline: { metric: 'mse', value: 1 / 6 },
    draw(rng, inputs, targets) {
      for (let t = 0; t < length; t++) inputs[2 * t] = rng();
      const half = Math.floor(length / 2);
      const first = Math.floor(rng() * half);
      const second = half + Math.floor(rng() * (length - half));
      inputs[2 * first + 1] = 1;
      inputs[2 * second + 1] = 1;
      // Read back, so that the target is the sum of what the model sees: the numbers rounded to float32.
      targets[0] = inputs[2 * first]! + inputs[2 * second]!;
      return 2 ** (-32 * length); // or less: where the markers are is drawn, too
    },
  });
}
