export { addingProblem } from './adding-problem.js';
export { type AlternatingSumOptions, alternatingSum } from './alternating-sum.js';
export {
  type AdditionBatch,
  type AdditionPadding,
  type AdditionScheme,
  type BinaryAdditionDataset,
  type BinaryAdditionOptions,
  binaryAddition,
} from './binary-addition.js';
export { type DatasetEntry, type DatasetOption, type DatasetOptionValues, datasets } from './catalogue.js';
export { copyMemory } from './copy-memory.js';
export { type DigitDataset, digitSequences, type EpochOptions } from './mnist/digit-dataset.js';
export { type FetchMnistOptions, fetchMnist } from './mnist/fetch-mnist.js';
export { type IdxArray, IdxError, readIdx } from './mnist/idx.js';
export type { DigitImages, Mnist } from './mnist/mnist.js';
export { type MnistRows, type MnistRowsOptions, mnistRows } from './mnist/mnist-rows.js';
export type { PixelOrder } from './mnist/pixel-order.js';
export {
  type DigitEncoding,
  type PalindromeOptions,
  palindrome,
} from './palindrome.js';
export { countPalindromes, type PalindromeSplitOptions, splitPalindromes } from './palindrome-split.js';
export { parity } from './parity.js';
export { createRng, type Rng, type RngState, restoreRng, type SeededRng } from './rng.js';
export { runningAnd } from './running-and.js';
export type { NdArray, SequenceBatch, SequenceDataset } from './sequence.js';
export { sequenceEquality } from './sequence-equality.js';
export { shuffledIndices } from './shuffle.js';
export { teacherForcingInputs } from './teacher-forcing.js';
