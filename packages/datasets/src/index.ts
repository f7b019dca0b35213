export { type DigitEncoding, type PalindromeOptions, palindrome } from './palindrome.js';
export { createRng, type Rng, type RngState, restoreRng, type SeededRng } from './rng.js';
export type { NdArray, SequenceBatch, SequenceDataset } from './sequence.js';
