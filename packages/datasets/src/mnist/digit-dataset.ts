import { type GivenValues, integer, listOf, oneOf, option, parseOptions } from '../options.js';
import { requireInteger } from '../require.js';
import type { Rng } from '../rng.js';
import type { SequenceBatch, SequenceDataset } from '../sequence.js';
import { shuffledIndices } from '../shuffle.js';
import type { DigitImages } from './mnist.js';
import { pixelOrders, type ReadingOrder, readingOrder } from './pixel-order.js';

export interface EpochOptions {
  /** Leave out the last batch where it is smaller than the others. */
  readonly dropLast?: boolean;
}

/** A finite set of images as sequences. `batch` draws with replacement, `epoch` visits each image once. */
export interface DigitDataset extends SequenceDataset<Int32Array> {
  /** How many images there are. */
  readonly size: number;
  /** Every image once, in an order `rng` draws, in batches; the last one may be smaller. */
  epoch(rng: Rng, batchSize: number, options?: EpochOptions): Generator<SequenceBatch<Int32Array>>;
  /**
   * The images at these positions, 0 … size − 1.
   * @throws RangeError for a position outside, or for none
   */
  examples(positions: ArrayLike<number>): SequenceBatch<Int32Array>;
}

export const digitSequenceOptions = {
  order: option(oneOf(pixelOrders), 'how an image is read', 'rows'),
  classes: option(
    listOf(integer(0, 9)),
    'the digits to keep; target k means the k-th of them',
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ),
};
export type DigitSequenceOptions = GivenValues<typeof digitSequenceOptions>;

const unit = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/**
 * Any images as sequences, such as a digit somebody has drawn; an image whose label is not among the classes
 * has target −1.
 *
 * @throws RangeError if classes is empty or names something other than a digit
 * @throws TypeError if the order is unknown
 * @example
 * const drawn = { pixels: new Uint8Array(28 * 28), labels: Uint8Array.of(7), count: 1, rows: 28, columns: 28 };
 * const { inputs, targets } = digitSequences(drawn, { order: 'rows' }).examples([0]);
 * inputs.shape; // → [1, 28, 28]
 * targets.data; // → [7]
 */
export function digitSequences(images: DigitImages, options: DigitSequenceOptions = {}): DigitDataset {
  const { classes, order } = parseOptions('digitSequences', digitSequenceOptions, options);
  const everyIndex = Int32Array.from({ length: images.count }, (_, i) => i);
  return digitDataset(images, everyIndex, classes, readingOrder(order, images.rows, images.columns));
}

/** The images at `indices`, read in an order; an image of digit classes[k] has target k. */
export function digitDataset(
  { pixels, labels, rows, columns }: DigitImages,
  indices: Int32Array,
  classes: readonly number[],
  reading: ReadingOrder,
): DigitDataset {
  const size = indices.length;
  const perImage = rows * columns;
  const counts = classes.map(() => 0);
  for (const index of indices) {
    const target = classes.indexOf(labels[index]!);
    if (target >= 0) counts[target]!++;
  }

  function examples(positions: ArrayLike<number>): SequenceBatch<Int32Array> {
    const count = positions.length;
    requireInteger('mnistRows', 'batchSize', count, 1);
    const inputs = new Float32Array(count * perImage);
    const targets = new Int32Array(count);
    for (let example = 0; example < count; example++) {
      const index = indices[positions[example]!];
      if (index === undefined) {
        throw new RangeError(
          `mnistRows: position must be an integer from 0 to ${size - 1}, received ${positions[example]}`,
        );
      }
      const [from, to] = [index * perImage, example * perImage];
      for (let k = 0; k < perImage; k++) inputs[to + k] = unit[pixels[from + reading.pixels[k]!]!]!;
      targets[example] = classes.indexOf(labels[index]!);
    }
    return {
      inputs: { data: inputs, shape: [count, reading.time, reading.inputSize] },
      targets: { data: targets, shape: [count] },
    };
  }

  function* batches(order: Int32Array, batchSize: number, dropLast: boolean) {
    const end = dropLast ? size - (size % batchSize) : size;
    for (let start = 0; start < end; start += batchSize)
      yield examples(order.subarray(start, start + batchSize));
  }

  return {
    name: 'mnist-rows',
    scheme: 'many-to-one',
    inputSize: reading.inputSize,
    outputSize: classes.length,
    targetKind: 'class',
    baseline: { metric: 'accuracy', value: size === 0 ? 1 / classes.length : Math.max(...counts) / size },
    size,
    examples,
    batch(rng, batchSize) {
      requireInteger('mnistRows', 'batchSize', batchSize, 1);
      if (size === 0) throw new RangeError('mnistRows: there is no image to draw from');
      return examples(Int32Array.from({ length: batchSize }, () => Math.floor(rng() * size)));
    },
    epoch(rng, batchSize, { dropLast = false } = {}) {
      requireInteger('mnistRows', 'batchSize', batchSize, 1);
      return batches(shuffledIndices(rng, size), batchSize, dropLast);
    },
  };
}
