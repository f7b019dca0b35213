import { finite, type GivenValues, integer, option, parseOptions } from '../options.js';
import { requireInteger } from '../require.js';
import { createRng } from '../rng.js';
import { shuffledIndices } from '../shuffle.js';
import { type DigitDataset, digitDataset, digitSequenceOptions } from './digit-dataset.js';
import type { DigitImages, Mnist } from './mnist.js';
import { readingOrder } from './pixel-order.js';

export const mnistRowsOptions = {
  ...digitSequenceOptions,
  validation: option(integer(0), 'training images held out for validation', 0),
  seed: option(finite, 'which images are held out', 0),
};
export type MnistRowsOptions = GivenValues<typeof mnistRowsOptions>;

export interface MnistRows {
  readonly train: DigitDataset;
  /** Disjoint from `train`; empty unless asked for. */
  readonly validation: DigitDataset;
  readonly test: DigitDataset;
  /** The digit each target stands for. */
  readonly classes: readonly number[];
}

/**
 * MNIST as sequences: an image is read row by row (or column by column, pixel by pixel, or in one fixed
 * random order of the pixels), and its digit is the class to predict at the end.
 *
 * inputs [batch, 28, 28], for the two pixel orders [batch, 784, 1], in [0, 1]; targets Int32 [batch]. The
 * baseline is the share of the most frequent class.
 *
 * LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE
 * 86(11), 1998; pixel by pixel and permuted: Le, Jaitly and Hinton, "A Simple Way to Initialize Recurrent
 * Networks of Rectified Linear Units", 2015.
 *
 * @throws RangeError if classes is empty, repeats a digit or names one MNIST lacks, or validation leaves no
 *   image to train on
 * @throws TypeError if the order is unknown
 * @example
 * import { loadMnist } from '@unrolled/datasets/node';
 *
 * const { train, classes } = mnistRows(await loadMnist(), { classes: [0, 5, 6, 9], validation: 2_000 });
 * for (const { inputs, targets } of train.epoch(createRng(1), 128)) {
 *   console.log(inputs.shape, targets.shape); // [ 128, 28, 28 ] [ 128 ]
 *   break;
 * }
 * classes; // → [0, 5, 6, 9]
 */
export function mnistRows(mnist: Mnist, options: MnistRowsOptions = {}): MnistRows {
  const { classes, order, validation, seed } = parseOptions('mnistRows', mnistRowsOptions, options);
  requireClasses(classes, mnist);
  const kept = indicesOf(mnist.train, classes);
  requireInteger('mnistRows', 'validation', validation, 0, kept.length - 1);
  const shuffled = shuffledIndices(createRng(seed, 'mnist validation'), kept.length).map((i) => kept[i]!);
  const dataset = (images: DigitImages, indices: Int32Array) =>
    digitDataset(images, indices, classes, readingOrder(order, images.rows, images.columns));
  return {
    train: dataset(mnist.train, shuffled.subarray(validation).sort()),
    validation: dataset(mnist.train, shuffled.subarray(0, validation).sort()),
    test: dataset(mnist.test, indicesOf(mnist.test, classes)),
    classes,
  };
}

function requireClasses(classes: readonly number[], { train }: Mnist): void {
  for (const [i, digit] of classes.entries()) {
    if (classes.indexOf(digit) !== i) throw new RangeError(`mnistRows: classes names ${digit} twice`);
    if (!train.labels.includes(digit)) {
      throw new RangeError(`mnistRows: no training image shows ${digit}, which classes names`);
    }
  }
}

/** Where the images of these classes stand. */
function indicesOf({ labels, count }: DigitImages, classes: readonly number[]): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i).filter((i) => classes.includes(labels[i]!));
}
