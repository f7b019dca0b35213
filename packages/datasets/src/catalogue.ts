import { addingProblem, addingProblemOptions } from './adding-problem.js';
import { alternatingSum, alternatingSumOptions } from './alternating-sum.js';
import { associativeRecall, associativeRecallOptions } from './associative-recall.js';
import { binaryAddition, binaryAdditionOptions } from './binary-addition.js';
import { copyMemory, copyMemoryOptions } from './copy-memory.js';
import { counting, countingOptions } from './counting.js';
import { dyck, dyckOptions } from './dyck.js';
import type { GivenValues, OptionSchemas } from './options.js';
import { palindrome, palindromeOptions } from './palindrome.js';
import { parity, parityOptions } from './parity.js';
import { runningAnd, runningAndOptions } from './running-and.js';
import { selectiveCopying, selectiveCopyingOptions } from './selective-copying.js';
import type { SequenceDataset } from './sequence.js';
import { sequenceEquality, sequenceEqualityOptions } from './sequence-equality.js';
import { sorting, sortingOptions } from './sorting.js';

export * from './adding-problem.js';
export * from './alternating-sum.js';
export * from './associative-recall.js';
export * from './binary-addition.js';
export * from './copy-memory.js';
export * from './counting.js';
export * from './dyck.js';
export { type DigitEncoding, type PalindromeOptions, palindrome, palindromeOptions } from './palindrome.js';
export * from './parity.js';
export * from './running-and.js';
export * from './selective-copying.js';
export * from './sequence-equality.js';
export * from './sorting.js';

/** A dataset that can be found by name. */
export interface DatasetEntry<Schemas extends OptionSchemas = OptionSchemas> {
  readonly description: string;
  readonly options: Schemas;
  /**
   * @throws RangeError if a number is out of its range
   * @throws TypeError for an option the dataset does not have, or a value of the wrong kind
   */
  create(options?: GivenValues<Schemas>): SequenceDataset;
}

/**
 * Every generated dataset by its name, with its options.
 * @example
 * datasets['copy-memory'].create({ delay: 50 }).batch(createRng(1), 8);
 */
export const datasets = {
  palindrome: {
    description: 'remember the first digit of a palindrome to its end',
    options: palindromeOptions,
    create: palindrome,
  },
  'binary-addition': {
    description: 'add two binary numbers digit by digit',
    options: binaryAdditionOptions,
    create: binaryAddition,
  },
  parity: { description: 'XOR of all bits so far', options: parityOptions, create: parity },
  'running-and': { description: 'AND of all bits so far', options: runningAndOptions, create: runningAnd },
  'sequence-equality': {
    description: 'are two bit sequences equal so far',
    options: sequenceEqualityOptions,
    create: sequenceEquality,
  },
  'alternating-sum': {
    description: 'do the integers at even places outweigh those at odd places',
    options: alternatingSumOptions,
    create: alternatingSum,
  },
  'adding-problem': {
    description: 'sum the two marked numbers',
    options: addingProblemOptions,
    create: addingProblem,
  },
  'copy-memory': {
    description: 'repeat ten symbols after a delay',
    options: copyMemoryOptions,
    create: copyMemory,
  },
  'associative-recall': {
    description: 'which digit came with this key',
    options: associativeRecallOptions,
    create: associativeRecall,
  },
  'selective-copying': {
    description: 'repeat the symbols among blanks',
    options: selectiveCopyingOptions,
    create: selectiveCopying,
  },
  dyck: { description: 'which bracket may be closed next', options: dyckOptions, create: dyck },
  sorting: { description: 'write digits in ascending order', options: sortingOptions, create: sorting },
  counting: {
    description: 'which letter may come next in aⁿbⁿcⁿ',
    options: countingOptions,
    create: counting,
  },
} satisfies Record<string, DatasetEntry>;
