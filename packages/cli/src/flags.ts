import {
  describeOptions,
  flagName,
  integer,
  listOf,
  type OptionDescription,
  type OptionNotes,
  oneOf,
  text,
} from '@unrolled/datasets/options';
import { backendChoices, pick } from '@unrolled/tasks/spec';
import { type Argument, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';

/** Values of flags by their names; what was not given is undefined. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** Reads an argument; `domain` says what it takes to the config file and to shell completion. */
type Parser = ((text: string) => unknown) & { readonly domain: v.GenericSchema };

/** A flag whose value is a T. */
export type Flag<T> = Option & { readonly given?: T };

/** A flag that takes a value, as `--count <examples>`, or none. */
export function flag<const D extends v.GenericSchema, F extends v.InferOutput<D> | undefined = undefined>(
  usage: string,
  help: string,
  domain: D,
  fallback?: F,
): Flag<v.InferOutput<D> | (F extends undefined ? undefined : never)> {
  const option = new Option(usage, help);
  if (fallback !== undefined) option.default(fallback, String(fallback));
  return option.required ? option.argParser(parserOf(domain)) : option;
}

/** A flag that takes any text but none, as `--out <file>`. */
export const textFlag = (usage: string, help: string): Flag<string | undefined> =>
  new Option(usage, help).argParser((given) => accept(text, given));

/** A flag without a value, as `--json`; `--no-bias` is true unless it is given. */
export const toggle = (usage: string, help: string): Flag<boolean | undefined> => new Option(usage, help);

/** How the flag of an option or setting that is described elsewhere differs from its description. */
interface FlagChanges {
  readonly help?: string;
  /** What is said of a default that the command line leaves to others. */
  readonly defaultWords?: string | undefined;
  /** Whether it takes several values, separated by commas. */
  readonly several?: boolean;
  /** Whether it has the default of what it gives. */
  readonly withDefault?: boolean;
}

/** The flag of an option or setting that is described elsewhere, as `--max-digits <number>` of `maxDigits`. */
export function flagOf(name: string, schema: v.GenericSchema, changes: FlagChanges = {}): Option {
  const { several, withDefault } = changes;
  const domain = domainIn(schema);
  const notes: OptionNotes = v.getMetadata(domain);
  const long = flagName(name, schema);
  const described = describe(schema);
  const choices = described.type === 'choice' ? `: ${described.choices.join(', ')}` : rangeOf(described);
  const words = changes.defaultWords ? ` (default: ${changes.defaultWords})` : '';
  const text = `${changes.help ?? described.description}${choices}${words}`;
  const fallback = withDefault ? described.default : undefined;
  if (described.type === 'boolean') return flag(long, text, domain, fallback);
  if (several && !(described.type in lists) && described.type !== 'text')
    return flag(`${long} <list>`, text, setOf(domain));
  return flag(`${long} <${notes.value ?? placeholders[described.type]}>`, text, domain, fallback);
}

/** As `, 2 to 36`, where there is an upper bound. */
function rangeOf(described: OptionDescription): string {
  const { min, max } = described as { readonly min?: number; readonly max?: number };
  return max === undefined ? '' : `, ${min} to ${max}`;
}

const lists = { integers: 'list', numbers: 'list', choices: 'list' };
const placeholders = { ...lists, integer: 'number', number: 'number', choice: 'name', text: 'text' };

/** What the value of an option may be, its default aside. */
export function domainIn(schema: v.GenericSchema): v.GenericSchema {
  return 'wrapped' in schema ? (schema.wrapped as v.GenericSchema) : schema;
}

/** What an option may be, as plain data. */
export function describe(schema: v.GenericSchema) {
  return describeOptions({ value: schema }).value!;
}

/** The domain that an option's or argument's parser reads, where it has one. */
export function domainOf({ parseArg }: Option | Argument): v.GenericSchema | undefined {
  return (parseArg as Partial<Parser> | undefined)?.domain;
}

export function parserOf(domain: v.GenericSchema): Parser {
  const { type } = describe(domain);
  const kind = domain.type === 'union' && type === 'text' ? 'number' : type; // a number where it is one
  const read = (text: string) =>
    type in lists ? text.split(',').map((item) => fromText(type, item.trim())) : fromText(kind, text);
  const parse = (text: string) => {
    const value = read(text);
    return accept(domain, value) ?? value; // null would be no value at all to commander
  };
  return Object.assign(parse, { domain });
}

/** What is a number is read as one; the domain refuses the rest. */
function fromText(type: string, text: string): unknown {
  if (type.startsWith('integer')) return /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (type.startsWith('number'))
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  return text;
}

/** @throws InvalidArgumentError that says what would be right */
export function accept(domain: v.GenericSchema, value: unknown): unknown {
  const { success, output, issues } = v.safeParse(domain, value);
  if (success) return output;
  throw new InvalidArgumentError(`It must be ${issues[0].message}.`);
}

/** A comma-separated list in which a repeated entry counts once. */
export function setOf<D extends v.GenericSchema>(item: D) {
  return v.pipe(
    listOf(item),
    v.transform((items) => [...new Set(items)]),
  );
}

/** Flags that several commands share, each with one meaning. */
export const flags = {
  cell: <const Name extends string>(names: readonly Name[], what = 'recurrent cell') =>
    flag('--cell <kind>', `${what}: ${names.join(', ')}`, oneOf(names), 'lstm' as Name),
  cells: <const Name extends string>(names: readonly Name[], usual = names) =>
    flag('--cell <kinds>', 'recurrent cells, separated by commas', setOf(oneOf(names)), [...usual]),
  backend: () =>
    flag('--backend <name>', `where to compute: ${backendChoices.join(', ')}`, oneOf(backendChoices), 'auto'),
  threads: () =>
    flag(
      '--threads <number>',
      'threads that share a call of the kernels, or auto: as many as the processor runs at a time',
      v.union([integer(1, 256), v.pipe(v.string(), v.literal('auto'))], 'an integer from 1 to 256, or auto'),
      'auto',
    ),
  seed: () => flag('--seed <number>', 'fixes weights, batches and evaluation', integer(0), 1),
  charts: () =>
    textFlag('--out <path>', 'also draw the charts: into this folder, or as this .svg or .png file'),
  config: () =>
    textFlag('--config <file>', 'a file of defaults for flags (default: unrolled.config.json here or above)'),
  task: () => textFlag('--task <file>', 'an ES module of your own that defines the task; its code is run'),
  json: () => toggle('--json', 'print JSON, one object a line'),
};

/** What `--threads` means to a backend. */
export const threadCount = (threads: number | 'auto'): number | undefined =>
  threads === 'auto' ? undefined : threads;

/** The values that these flags were given, by the names of what they set. */
export function valuesOf(
  named: Readonly<Record<string, Option>>,
  values: FlagValues,
): Record<string, unknown> {
  return pick(mapValues(named, (option) => values[option.attributeName()]));
}

export function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
