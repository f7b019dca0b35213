import { type IdxArray, IdxError, readIdx } from './idx.js';
import { mnistFiles } from './mnist-files.js';

/** Handwritten digits and what they are. */
export interface DigitImages {
  /** [count, rows, columns], 0 for paper to 255 for ink */
  readonly pixels: Uint8Array;
  /** [count], 0 to 9 */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** MNIST: 60,000 training and 10,000 test images of 28 × 28. */
export interface Mnist {
  readonly train: DigitImages;
  readonly test: DigitImages;
}

/**
 * Pairs images with labels.
 * @throws IdxError if the dimensions are wrong, the counts disagree or a label is not a digit
 */
export function pairImagesWithLabels(images: IdxArray, labels: IdxArray, name: string): DigitImages {
  if (images.shape.length !== 3 || labels.shape.length !== 1) {
    throw new IdxError(
      `${name}: images must have 3 dimensions and labels 1, received [${images.shape}] and [${labels.shape}]`,
    );
  }
  const [count, rows, columns] = images.shape as [number, number, number];
  if (labels.shape[0] !== count) {
    throw new IdxError(`${name}: ${count} images but ${labels.shape[0]} labels`);
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong !== -1) {
    throw new IdxError(`${name}: a label must be 0 to 9, received ${labels.data[wrong]} at index ${wrong}`);
  }
  return { pixels: images.data, labels: labels.data, count, rows, columns };
}

/** Reads the four files through `read`, which is given a name without `.gz` and may return either form. */
export async function readMnist(read: (name: string) => Promise<Uint8Array>): Promise<Mnist> {
  const part = async (images: string, labels: string, name: string) =>
    pairImagesWithLabels(
      await readIdx(await read(images), images),
      await readIdx(await read(labels), labels),
      name,
    );
  return {
    train: await part(mnistFiles.trainImages.name, mnistFiles.trainLabels.name, 'MNIST training set'),
    test: await part(mnistFiles.testImages.name, mnistFiles.testLabels.name, 'MNIST test set'),
  };
}
