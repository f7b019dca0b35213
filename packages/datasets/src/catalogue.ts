import { addingProblem } from './adding-problem.js';
import { alternatingSum } from './alternating-sum.js';
import { type AdditionPadding, type AdditionScheme, binaryAddition } from './binary-addition.js';
import { copyMemory } from './copy-memory.js';
import { type DigitEncoding, palindrome } from './palindrome.js';
import { parity } from './parity.js';
import { runningAnd } from './running-and.js';
import type { SequenceDataset } from './sequence.js';
import { sequenceEquality } from './sequence-equality.js';

/** An option as a command line or a form can show it. */
export type DatasetOption =
  | { readonly type: 'integer'; readonly description: string; readonly default: number }
  | {
      readonly type: 'choice';
      readonly description: string;
      readonly default: string;
      readonly choices: readonly string[];
    }
  | { readonly type: 'integers'; readonly description: string; readonly default: readonly number[] };

/** Option values by name; what is left out takes its default. */
export type DatasetOptionValues = Readonly<Record<string, number | string | readonly number[]>>;

/** A dataset that can be found by name. */
export interface DatasetEntry {
  readonly description: string;
  readonly options: Readonly<Record<string, DatasetOption>>;
  /**
   * @throws RangeError if a number is out of its range
   * @throws TypeError for an option the dataset does not have, or a value of the wrong kind
   */
  create(options?: DatasetOptionValues): SequenceDataset;
}

const length = (value: number, description = 'steps in the sequence'): DatasetOption => ({
  type: 'integer',
  description,
  default: value,
});

/**
 * Every generated dataset by its name, with its options as plain data.
 * @example
 * datasets['copy-memory'].create({ delay: 50 }).batch(createRng(1), 8);
 */
export const datasets = {
  palindrome: entry(
    'palindrome',
    'remember the first digit of a palindrome to its end',
    {
      length: length(10, 'digits in the palindrome'),
      base: { type: 'integer', description: 'number of different digits, 2 to 36', default: 10 },
      encoding: {
        type: 'choice',
        description: 'one channel per digit, or the digit itself',
        default: 'one-hot',
        choices: ['one-hot', 'scalar'] satisfies DigitEncoding[],
      },
    },
    palindrome,
  ),
  'binary-addition': entry(
    'binary-addition',
    'add two binary numbers digit by digit',
    {
      maxDigits: { type: 'integer', description: 'digits of the longest summand', default: 16 },
      minDigits: { type: 'integer', description: 'digits of the shortest summand', default: 1 },
      scheme: {
        type: 'choice',
        description: 'least significant digit first beside the sum, or most significant first before it',
        default: 'many-to-many',
        choices: ['many-to-many', 'encoder-decoder'] satisfies AdditionScheme[],
      },
      padding: {
        type: 'choice',
        description: 'where shorter examples are padded; in front only after the scheme encoder-decoder',
        default: 'behind',
        choices: ['behind', 'front'] satisfies AdditionPadding[],
      },
    },
    binaryAddition,
  ),
  parity: entry('parity', 'XOR of all bits so far', { length: length(10) }, parity),
  'running-and': entry('running-and', 'AND of all bits so far', { length: length(10) }, runningAnd),
  'sequence-equality': entry(
    'sequence-equality',
    'are two bit sequences equal so far',
    { length: length(10) },
    sequenceEquality,
  ),
  'alternating-sum': entry(
    'alternating-sum',
    'is x1 - x2 + x3 - ... positive',
    {
      length: length(10, 'integers in the sequence, an even number'),
      max: { type: 'integer', description: 'integers run from -max to max', default: 9 },
    },
    alternatingSum,
  ),
  'adding-problem': entry(
    'adding-problem',
    'sum the two marked numbers',
    { length: length(100) },
    addingProblem,
  ),
  'copy-memory': entry(
    'copy-memory',
    'repeat ten symbols after a delay',
    { delay: { type: 'integer', description: 'steps between reading and writing', default: 100 } },
    copyMemory,
  ),
} satisfies Record<string, DatasetEntry>;

const kinds = { integer: 'a number', choice: 'a string', integers: 'a list of numbers' };

function hasKind({ type }: DatasetOption, value: unknown): boolean {
  if (type === 'integers') return Array.isArray(value) && value.every((item) => typeof item === 'number');
  return type === 'integer' ? typeof value === 'number' : typeof value === 'string';
}

/** @throws TypeError unless every value belongs to a known option and has its kind */
export function resolveOptions(
  name: string,
  known: DatasetEntry['options'],
  values: DatasetOptionValues,
): DatasetOptionValues {
  for (const [key, value] of Object.entries(values)) {
    const option = known[key];
    if (!option) {
      throw new TypeError(`${name}: has no option '${key}'; it has ${Object.keys(known).join(', ')}`);
    }
    if (!hasKind(option, value)) {
      throw new TypeError(`${name}: ${key} must be ${kinds[option.type]}, received ${String(value)}`);
    }
  }
  return {
    ...Object.fromEntries(Object.entries(known).map(([key, { default: value }]) => [key, value])),
    ...values,
  };
}

function entry<Options>(
  name: string,
  description: string,
  options: DatasetEntry['options'],
  factory: (options: Options) => SequenceDataset,
): DatasetEntry {
  const create = (values: DatasetOptionValues = {}) =>
    factory(resolveOptions(name, options, values) as Options);
  return { description, options, create };
}
