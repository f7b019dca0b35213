import * as v from 'valibot';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** The bound that the number itself may not reach. */
  readonly above?: number;
}

/** What an option may be, as plain data; the bounds of a list are those of each of its numbers. */
type Kind =
  | ({ readonly type: 'integer' | 'number'; readonly default: number } & Bounds)
  | ({ readonly type: 'integers' | 'numbers'; readonly default: readonly number[] } & Bounds)
  | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly type: 'choices'; readonly default: readonly string[]; readonly choices: readonly string[] }
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'text'; readonly default: string };

/** An option as plain data, for help, forms and other programs. */
export type OptionDescription = Described<Kind>;
/** One that may be left out has no default. */
type Described<K> = K extends { readonly default: infer D }
  ? Omit<K, 'default'> & { readonly default?: D; readonly description: string }
  : never;

type Schemas = Readonly<Record<string, v.GenericSchema>>;

/**
 * Options as plain data.
 *
 * @throws TypeError for a domain that is none of those in `@unrolled/datasets/options`
 * @example
 * describeOptions({ length: option(integer(1, 100), 'steps in the sequence', 10) });
 * // → { length: { type: 'integer', description: 'steps in the sequence', default: 10, min: 1, max: 100 } }
 */
export function describeOptions(schemas: Schemas): Readonly<Record<string, OptionDescription>> {
  const described = Object.entries(schemas).map(([name, schema]) => {
    const { type, ...domain } = domainOf(name, schema);
    const { description } = partsOf(schema).description ?? {};
    const fallback = v.getDefault(schema);
    return [name, { type, description, ...(fallback !== undefined && { default: fallback }), ...domain }];
  });
  return Object.fromEntries(described);
}

/**
 * A Markdown table of options, a row each: whose it is, its name, what it means, what it may be and its default.
 *
 * @param heading what the owners are, such as "dataset"
 * @example
 * optionTable('dataset', { parity: { length: option(integer(1), 'steps', 10) } }).split('\n')[0];
 * // → '| dataset | option | what it is | what it may be | default |'
 */
export function optionTable(heading: string, owners: Readonly<Record<string, Schemas>>): string {
  const rows = Object.entries(owners).flatMap(([owner, schemas]) =>
    Object.entries(schemas).map(([name, schema]) => [
      `\`${owner}\``,
      `\`${name}\``,
      partsOf(schema).description?.description,
      wordsOf(schema),
      [v.getDefault(schema)]
        .flat()
        .map((value) => value ?? 'none')
        .join(', '),
    ]),
  );
  const header = [heading, 'option', 'what it is', 'what it may be', 'default'];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** What a schema is made of: another one that it wraps, a pipe of parts, or nothing else. */
interface Part {
  readonly type: string;
  readonly wrapped?: Part;
  readonly pipe?: readonly Part[];
  readonly item?: Part;
  readonly options?: readonly (string | Part)[];
  readonly requirement?: number;
  readonly description?: string;
}

/** The simple parts of a schema by their type, as `integer` and `min_value`; of a union, those of its last member. */
function partsOf(schema: Part): Readonly<Record<string, Part | undefined>> {
  const simple = (part: Part): Part[] => {
    if (part.pipe) return part.pipe.flatMap(simple);
    if (part.type === 'union') return simple(part.options!.at(-1) as Part); // the widest stands last
    return part.wrapped ? simple(part.wrapped) : [part];
  };
  return Object.fromEntries(simple(schema).map((part) => [part.type, part]));
}

function domainOf(
  name: string,
  schema: Part,
): { readonly type: string; readonly choices?: unknown } & Bounds {
  const parts = partsOf(schema);
  if (parts.picklist) return { type: 'choice', choices: parts.picklist.options };
  if (parts.boolean) return { type: 'boolean' };
  if (parts.string) return { type: 'text' };
  if (parts.number) return { type: parts.integer ? 'integer' : 'number', ...boundsOf(parts) };
  const each = parts.array?.item && domainOf(name, parts.array.item);
  if (each && each.type !== 'boolean' && each.type !== 'text') return { ...each, type: `${each.type}s` };
  throw new TypeError(`describeOptions: ${name} has a domain that cannot be described`);
}

function boundsOf({ min_value, max_value, gt_value }: ReturnType<typeof partsOf>): Bounds {
  const [min, max, above] = [min_value, max_value, gt_value].map((part) => part?.requirement);
  const stated = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
  return Object.fromEntries(Object.entries({ min, max, above }).filter(([, bound]) => stated(bound)));
}

/** What a schema says of a value that no domain allows. */
function wordsOf(schema: v.GenericSchema): string {
  const { issues } = v.safeParse(schema, Symbol());
  const item = partsOf(schema).array?.item as v.GenericSchema | undefined;
  return `${issues?.[0].message}${item ? `, each ${wordsOf(item)}` : ''}`;
}
