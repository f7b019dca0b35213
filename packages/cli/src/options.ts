import { InvalidArgumentError, Option } from 'commander';

/** A part of JSON Schema, enough to say what an option takes. */
export interface ValueSchema {
  readonly type?: 'integer' | 'number' | 'string' | 'array';
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
  readonly items?: ValueSchema;
  readonly minItems?: number;
}

/** Reads an argument; `schema` says what it takes to the config file and to shell completion. */
export type Parser<T> = ((text: string) => T) & { readonly schema: ValueSchema };

function parser<T>(schema: ValueSchema, parse: (text: string) => T): Parser<T> {
  return Object.assign(parse, { schema });
}

/** Parses an integer of at least `min`. */
export function integer(min: number): Parser<number> {
  return parser({ type: 'integer', minimum: min }, (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    const bound = min > Number.MIN_SAFE_INTEGER ? ` of at least ${min}` : '';
    throw new InvalidArgumentError(`It must be an integer${bound}.`);
  });
}

/** Parses a number above zero. */
export const positiveNumber = parser({ type: 'number', exclusiveMinimum: 0 }, (text) => {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
});

/** Parses a number that is neither infinite nor NaN. */
export const finiteNumber = parser({ type: 'number' }, (text) => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
});

/** Parses a number that is zero or above. */
export const nonNegativeNumber = parser({ type: 'number', minimum: 0 }, (text) => {
  const value = finiteNumber(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of at least 0.');
});

/** Parses one of the choices. */
export function oneOf<T extends string>(choices: readonly T[]): Parser<T> {
  return parser({ enum: choices }, (text) => {
    if ((choices as readonly string[]).includes(text)) return text as T;
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
  });
}

/** Parses a comma-separated list. */
export function listOf<T>(parse: Parser<T>): Parser<T[]> {
  const schema: ValueSchema = { type: 'array', items: parse.schema, minItems: 1 };
  return parser(schema, (text) => text.split(',').map((item) => parse(item.trim())));
}

/** Parses a comma-separated list in which a repeated entry counts once. */
export function setOf<T>(parse: Parser<T>): Parser<T[]> {
  const list = listOf(parse);
  return parser(list.schema, (text) => [...new Set(list(text))]);
}

/** What an option or an argument takes, where its parser says so. */
export function valueSchema({ parseArg }: { parseArg?: unknown }): ValueSchema | undefined {
  return (parseArg as Partial<Parser<unknown>> | undefined)?.schema;
}

const cells = ['rnn', 'gru', 'lstm'] as const;
const backends = ['auto', 'node-gpu', 'node', 'wasm', 'cpu'] as const;

/** Options that several commands share, each with one meaning. */
export const options = {
  cell: () =>
    new Option('--cell <kind>', `recurrent cell: ${cells.join(', ')}`)
      .default('lstm')
      .argParser(oneOf(cells)),
  cells: () =>
    new Option('--cell <kinds>', 'recurrent cells, separated by commas')
      .default([...cells], cells.join(','))
      .argParser(setOf(oneOf(cells))),
  backend: () =>
    new Option('--backend <name>', `where to compute: ${backends.join(', ')}`)
      .default('auto')
      .argParser(oneOf(backends)),
  seed: () =>
    new Option('--seed <number>', 'fixes weights, batches and evaluation').default(1).argParser(integer(0)),
  charts: () => new Option('--out <path>', 'draw the charts, too: into a folder, or as a .svg or .png file'),
  config: () => new Option('--config <file>', 'defaults for flags (unrolled.config.json here or above)'),
  json: () => new Option('--json', 'print JSON, one object a line'),
};
