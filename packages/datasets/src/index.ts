export * from './catalogue.js';
export { disjointSplits, sidesOf } from './disjoint-splits.js';
export { readExample } from './export/read-example.js';
export {
  type DigitDataset,
  type DigitSequenceOptions,
  digitSequenceOptions,
  digitSequences,
  type EpochOptions,
} from './mnist/digit-dataset.js';
export * from './mnist/fetch-mnist.js';
export { type IdxArray, IdxError, type ReadIdxOptions, readIdx } from './mnist/idx.js';
export type { DigitImages, Mnist } from './mnist/mnist.js';
export { mnistFileOptions } from './mnist/mnist-files.js';
export * from './mnist/mnist-rows.js';
export type { PixelOrder } from './mnist/pixel-order.js';
export * from './mnist/unlabelled-digits.js';
export * from './palindrome-split.js';
export * from './rng.js';
export * from './sequence.js';
export * from './shuffle.js';
export * from './teacher-forcing.js';
export * from './text/text.js';
