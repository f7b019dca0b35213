import * as v from 'valibot';

export { describeOptions, type OptionDescription, optionTable } from './describe-options.js';
export * from './domains.js';
export { isDeeper } from './nesting.js';

/** How a command line writes an option, where its name alone does not say. */
export interface OptionNotes {
  /** The flag's name, as `hidden` for `hiddenSize`. */
  readonly flag?: string;
  /** What stands for the value in a usage line, as `units` in `--hidden <units>`. */
  readonly value?: string;
}

/**
 * An option's flag on the command line, as `--max-digits` for `maxDigits`.
 *
 * @example
 * flagName('maxDigits', option(integer(1), 'digits', 16)); // → '--max-digits'
 */
export function flagName(name: string, schema: v.GenericSchema): string {
  const { flag }: OptionNotes = v.getMetadata(
    'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema,
  );
  return `--${flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Options by name: everything that can be asked of a dataset, a task, a model or training. */
export type OptionSchemas = Readonly<Record<string, v.GenericSchema>>;
/** The values of options, those left out filled in. */
export type OptionValues<Schemas extends OptionSchemas> = Readonly<
  v.InferOutput<v.ObjectSchema<Schemas, undefined>>
>;
/** The values of options that a caller gives. */
export type GivenValues<Schemas extends OptionSchemas> = Readonly<
  v.InferInput<v.ObjectSchema<Schemas, undefined>>
>;

/**
 * An option: what it may be, one line of help, and its default.
 *
 * @example
 * const options = { delay: option(integer(0), 'steps until a bit is repeated', 3) };
 * parseOptions('echo', options, { delay: 5 }).delay; // → 5
 */
export function option<const D extends v.GenericSchema>(
  domain: D,
  help: string,
  fallback: v.InferInput<D>,
  notes: OptionNotes = {},
) {
  return v.optional(v.pipe(domain, v.description(help), v.metadata({ ...notes })), () => fallback);
}

/**
 * An option that is left out unless it is given.
 *
 * @example
 * const options = { delay: optional(integer(0), 'steps until a bit is repeated') };
 * parseOptions('echo', options, {}).delay; // → undefined
 */
export function optional<const D extends v.GenericSchema>(domain: D, help: string, notes: OptionNotes = {}) {
  return v.optional(v.pipe(domain, v.description(help), v.metadata({ ...notes })));
}

/**
 * The same option with another default.
 *
 * @example
 * const options = { ...palindromeOptions, length: withDefault(palindromeOptions.length, 5) };
 * parseOptions('palindrome', options, {}).length; // → 5
 */
export function withDefault<Wrapped extends v.GenericSchema, Default>(
  { wrapped }: v.OptionalSchema<Wrapped, Default>,
  fallback: v.InferInput<Wrapped>,
) {
  return v.optional(wrapped, () => fallback);
}

/**
 * The values of options, those left out filled in.
 *
 * @param where what the options belong to, for messages
 * @throws TypeError for a name that is none of the options, or a value of the wrong kind
 * @throws RangeError for a number, or the length of a list, outside its domain
 * @example
 * parseOptions('palindrome', { length: option(integer(2), 'digits', 10) }, {}); // → { length: 10 }
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
  const values = Object.entries(schemas).map(([name, schema]) => {
    const { success, output, issues } = v.safeParse(schema, given[name]);
    if (!success) throw refusal(where, name, issues[0]);
    return [name, output];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function refusal(where: string, name: string, { kind, input, message, path }: v.BaseIssue<unknown>): Error {
  const subject = path ? `each of ${name}` : name;
  const received = typeof input === 'object' ? JSON.stringify(input) : String(input);
  const text = `${where}: ${subject} must be ${message}, received ${received}`;
  return typeof input === 'number' || kind === 'validation' ? new RangeError(text) : new TypeError(text);
}
