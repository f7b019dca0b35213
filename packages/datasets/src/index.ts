export * from './catalogue.js';
export { readExample } from './export/read-example.js';
export {
  type DigitDataset,
  type DigitSequenceOptions,
  digitSequenceOptions,
  digitSequences,
  type EpochOptions,
} from './mnist/digit-dataset.js';
export { type FetchMnistOptions, fetchMnist } from './mnist/fetch-mnist.js';
export { type IdxArray, IdxError, readIdx } from './mnist/idx.js';
export type { DigitImages, Mnist } from './mnist/mnist.js';
export { type MnistRows, type MnistRowsOptions, mnistRows, mnistRowsOptions } from './mnist/mnist-rows.js';
export type { PixelOrder } from './mnist/pixel-order.js';
export { digitOfPicture, type Picture, readIdxImages } from './mnist/unlabelled-digits.js';
export {
  countPalindromes,
  type PalindromeSplitOptions,
  palindromeSplitOptions,
  splitPalindromes,
} from './palindrome-split.js';
export { createRng, type Rng, type RngState, restoreRng, type SeededRng } from './rng.js';
export type { NdArray, SequenceBatch, SequenceDataset } from './sequence.js';
export { shuffledIndices } from './shuffle.js';
export { teacherForcingInputs } from './teacher-forcing.js';
