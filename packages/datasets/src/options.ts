import * as v from 'valibot';

/** What a value may be. Its messages complete "must be …", as "an integer of at least 2". */
export type Domain<T = unknown> = v.GenericSchema<unknown, T>;

/** One line of help, and what a command line calls the option where that is not its name. */
export interface OptionNotes {
  /** The flag's name, as `hidden` for `hiddenSize`. */
  readonly flag?: string;
  /** What stands for the value in a usage line, as `units` in `--hidden <units>`. */
  readonly value?: string;
}

/** Options by name: everything that can be asked of a dataset, a task, a model or training. */
export type OptionSchemas = Readonly<Record<string, v.GenericSchema>>;
/** The values of options, those left out filled in. */
export type OptionValues<Schemas extends OptionSchemas> = v.InferOutput<v.ObjectSchema<Schemas, undefined>>;
/** The values of options that a caller gives. */
export type GivenValues<Schemas extends OptionSchemas> = v.InferInput<v.ObjectSchema<Schemas, undefined>>;

/** An option: what it may be, one line of help, and its default. */
export function option<const D extends v.GenericSchema>(
  domain: D,
  help: string,
  fallback: v.InferInput<D>,
  notes: OptionNotes = {},
) {
  return v.optional(v.pipe(domain, v.description(help), v.metadata({ ...notes })), () => fallback);
}

/** An integer from `min` to `max`, or of at least `min`, or any. */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  const bounded = max < Number.MAX_SAFE_INTEGER;
  const words = bounded
    ? `an integer from ${min} to ${max}`
    : `an integer${min > Number.MIN_SAFE_INTEGER ? ` of at least ${min}` : ''}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

/** A number above zero. */
export const positive = v.pipe(
  v.number('a number above 0'),
  v.finite('a number above 0'),
  v.gtValue(0, 'a number above 0'),
);

/** A number of at least zero. */
export const nonNegative = v.pipe(
  v.number('a number of at least 0'),
  v.finite('a number of at least 0'),
  v.minValue(0, 'a number of at least 0'),
);

/** Any number, neither infinite nor NaN. */
export const finite = v.pipe(v.number('a number'), v.finite('a number'));

/** One of some words. */
export function oneOf<const T extends readonly string[]>(choices: T) {
  return v.picklist(choices, `one of ${choices.join(', ')}`);
}

/** A list of at least one. */
export function listOf<const D extends v.GenericSchema>(item: D) {
  const words = 'a list with at least one entry';
  return v.pipe(v.array(item, words), v.minLength(1, words), v.readonly());
}

export const trueOrFalse = v.boolean('true or false');

/**
 * The values of options, those left out filled in.
 *
 * @param where what the options belong to, for messages
 * @throws TypeError for a name that is none of the options, or a value of the wrong kind
 * @throws RangeError for a number outside its domain
 * @example
 * parseOptions('palindrome', { length: option(integer(2), 'digits', 10) }, {}); // { length: 10 }
 */
export function parseOptions<const Schemas extends OptionSchemas>(
  where: string,
  schemas: Schemas,
  given: Readonly<Record<string, unknown>>,
): OptionValues<Schemas> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(schemas, name));
  if (unknown !== undefined) {
    const known = Object.keys(schemas).join(', ');
    throw new TypeError(
      `${where}: there is no option '${unknown}'; ${known ? `the options are: ${known}` : 'it has none'}`,
    );
  }
  const { success, output, issues } = v.safeParse(v.object(schemas), given);
  if (success) return output;
  const [{ message, input, path }] = issues;
  const text = `${where}: ${String(path?.[0]?.key)} must be ${message}, received ${String(input)}`;
  throw typeof input === 'number' ? new RangeError(text) : new TypeError(text);
}
