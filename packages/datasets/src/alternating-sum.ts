import * as v from 'valibot';
import { generated } from './generated.js';
import { type GivenValues, integer, option, parseOptions, sequenceLength } from './options.js';
import type { SequenceDataset } from './sequence.js';

export const alternatingSumOptions = {
  length: option(
    v.pipe(sequenceLength(2), v.multipleOf(2, 'even')),
    'integers in the sequence, an even number',
    10,
  ),
  max: option(integer(1, 100), 'integers run from -max to max', 9),
};
export type AlternatingSumOptions = GivenValues<typeof alternatingSumOptions>;

/**
 * Is x_T − x_{T−1} + x_{T−2} − … − x₁ positive, that is: do the integers at even places outweigh those at odd places? They are
 * uniform on −max … max.
 *
 * inputs [batch, length, 1], the integers as they are; targets Float32 [batch, 1], 1 for positive. A sum of
 * 0 is not positive, so always answering 0 scores (1 + P(sum = 0))/2.
 *
 * @throws RangeError if length is not an even integer ≥ 2 or max not an integer from 1 to 100
 * @example
 * alternatingSum({ length: 4 }).batch(createRng(1), 32).targets.shape; // → [32, 1]
 */
export function alternatingSum(options: AlternatingSumOptions = {}): SequenceDataset<Float32Array> {
  const { length, max } = parseOptions('alternatingSum', alternatingSumOptions, options);
  return generated('alternatingSum', {
    name: 'alternating-sum',
    scheme: 'many-to-one',
    time: length,
    inputSize: 1,
    outputSize: 1,
    targetKind: 'binary',
    baseline: { metric: 'accuracy', value: (1 + chanceOfZeroSum(length, max)) / 2 },
    draw(rng, inputs, targets) {
      let sum = 0;
      for (let t = 0; t < length; t++) {
        const integer = Math.floor(rng() * (2 * max + 1)) - max;
        sum += t % 2 === 0 ? -integer : integer;
        inputs[t] = integer;
      }
      targets[0] = sum > 0 ? 1 : 0;
      return (2 * max + 1) ** -length;
    },
  });
}

/**
 * P(x_T − x_{T−1} + … − x₁ = 0). The characteristic function of one integer on −m … m is
 * φ(θ) = sin((2m + 1)θ/2) / ((2m + 1) sin(θ/2)), signs do not change it, and the sum lies within ±Tm, so
 * the inverse transform is the finite mean of φ(2πk/N)^T over k = 0 … N − 1 with N = 2Tm + 1.
 */
function chanceOfZeroSum(length: number, max: number): number {
  const [width, points] = [2 * max + 1, 2 * length * max + 1];
  let sum = 1;
  for (let k = 1; k < points; k++) {
    const half = (Math.PI * k) / points;
    sum += (Math.sin(width * half) / (width * Math.sin(half))) ** length;
  }
  return sum / points;
}
