import * as v from 'valibot';

/** What a value may be. Its messages complete "must be …", as "an integer of at least 2". */
export type Domain<T = unknown> = v.GenericSchema<unknown, T>;

/**
 * An integer from `min` to `max`, or of at least `min`, or any.
 *
 * @example
 * parseOptions('echo', { delay: option(integer(0, 9), 'steps', 3) }, { delay: 9 }).delay; // → 9
 */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  const bounded = max < Number.MAX_SAFE_INTEGER;
  const words = bounded
    ? `an integer from ${min} to ${max}`
    : `an integer${min > Number.MIN_SAFE_INTEGER ? ` of at least ${min}` : ''}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

/**
 * Steps in a sequence, at least `min`; more than a million is beyond what any network here is run over.
 *
 * @example
 * parseOptions('mine', { length: option(sequenceLength(2), 'steps', 10) }, { length: 50 }).length; // → 50
 */
export const sequenceLength = (min: number) => integer(min, 1_000_000);

/**
 * A number from `min` to `max`.
 *
 * @example
 * parseOptions('leaky', { leak: option(between(0, 1), 'share', 0.5) }, { leak: 0.2 }).leak; // → 0.2
 */
export function between(min: number, max: number) {
  const words = `a number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words));
}

const finiteNumber = (words: string) => v.pipe(v.number(words), v.finite(words));

/** A number above zero. */
export const positive = v.pipe(finiteNumber('a number above 0'), v.gtValue(0, 'a number above 0'));

/** A number of at least zero. */
export const nonNegative = v.pipe(
  finiteNumber('a number of at least 0'),
  v.minValue(0, 'a number of at least 0'),
);

/** Any number, neither infinite nor NaN. */
export const finite = finiteNumber('a number');

/**
 * One of the given words.
 *
 * @example
 * parseOptions('mine', { order: option(oneOf(['rows', 'columns']), 'order', 'rows') }, {}).order; // → 'rows'
 */
export function oneOf<const T extends readonly string[]>(choices: T) {
  return v.picklist(choices, `one of ${choices.join(', ')}`);
}

/**
 * A list with at least one entry.
 *
 * @example
 * parseOptions('mine', { classes: option(listOf(integer(0, 9)), 'digits', [0, 1]) }, {}).classes; // → [0, 1]
 */
export function listOf<const D extends v.GenericSchema>(
  item: D,
): v.GenericSchema<readonly v.InferInput<D>[], readonly v.InferOutput<D>[]> {
  const words = 'a list with at least one entry';
  return v.pipe(v.array(item, words), v.minLength(1, words));
}

/** What names something: an empty text would name the folder that one is in. */
export const text = v.pipe(v.string('a text that is not empty'), v.nonEmpty('a text that is not empty'));

export const trueOrFalse = v.boolean('true or false');
