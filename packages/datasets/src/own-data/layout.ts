import type { SequenceDataset } from '../sequence.js';
import type { DataDescription } from './description.js';
import { type Cell, requireField, type Table } from './table.js';

/** How a person says where sequences and targets are in a table; what is left out is inferred. */
export interface LayoutRequest {
  readonly scheme: SequenceDataset['scheme'];
  /** What a row is. */
  readonly rows?: 'step' | 'sequence';
  /** Names of fields, separated by commas. */
  readonly inputs?: string;
  readonly target?: string;
  /** Where a row is a step: the field that tells sequences apart. */
  readonly sequence?: string;
  /** Where a row is a step: read windows of so many. */
  readonly window?: number;
  /** Where a row is a step: how many rows later the target stands. */
  readonly horizon?: number;
}

/** Where sequences and targets are in a table. */
export type Layout = DataDescription['layout'];

const usualInputs = [
  'inputs',
  'input',
  'text',
  'sequence',
  'sentence',
  'x',
  'values',
  'series',
  'signal',
  'features',
];
const usualTargets = [
  'targets',
  'target',
  'label',
  'labels',
  'class',
  'category',
  'y',
  'outputs',
  'output',
  'answer',
];
/** Says which steps are scored, as `unrolled dataset` writes it. */
export const maskField = 'mask';

/**
 * Where sequences and targets are, as far as it is said, and else by the usual names and the kinds of the cells.
 *
 * @throws RangeError that says which of the ways to say it would be right, where it cannot be told
 */
export function layoutOf(table: Table, request: LayoutRequest): Layout {
  const { file, fieldsAre, fields } = table;
  if (table.count === 0) throw new RangeError(`${file}: expected an example a row, received none`);
  const { scheme, sequence, window } = request;
  const asked = { inputs: namesIn(request.inputs), targets: namesIn(request.target) };
  for (const name of [...asked.inputs, ...asked.targets, ...namesIn(sequence)]) requireField(table, name);
  const kinds = new Map(fields.map((field) => [field, kindOf(table, field)]));
  const rows = request.rows ?? rowsOf(table, request, kinds, asked);
  const free = fields.filter((field) => field !== sequence && field !== maskField);
  const usual = (names: readonly string[]) => free.filter((field) => names.includes(field.toLowerCase()));
  const listed = `the ${fieldsAre} are: ${fields.join(', ')}`;

  if (rows === 'sequence') {
    if (sequence !== undefined || window !== undefined)
      throw new RangeError(
        `${file}: --sequence and --window are for rows that are steps, here a row is a sequence`,
      );
    const targets = asked.targets.length > 0 ? asked.targets : usual(usualTargets).slice(0, 1);
    const rest = free.filter((field) => !targets.includes(field));
    const long = rest.filter((field) => kinds.get(field) === 'list');
    const texts = rest.filter((field) => kinds.get(field) === 'text');
    const choices = [
      usual(usualInputs)
        .filter((field) => !targets.includes(field))
        .slice(0, 1),
      long,
      texts,
      rest,
    ];
    const inputs = asked.inputs.length > 0 ? asked.inputs : (choices.find(({ length }) => length > 0) ?? []);
    const left = rest.filter((field) => !inputs.includes(field));
    if (targets.length === 0 && left.length === 1) targets.push(left[0]!);
    if (targets.length === 0) throw new RangeError(`${file}: name the target by --target; ${listed}`);
    if (inputs.length === 0 || (asked.inputs.length === 0 && inputs === texts && texts.length > 1))
      throw new RangeError(`${file}: name the inputs by --inputs; ${listed}`);
    return { scheme, rows, inputs, targets, horizon: 0 };
  }

  if (scheme === 'encoder-decoder')
    throw new RangeError(
      `${file}: encoder-decoder needs a row for every sequence, with its inputs and its targets; here a row is a step`,
    );
  const isDate = (field: string) => kinds.get(field) === 'date';
  const numeric = free.filter((field) => kinds.get(field) === 'number');
  const targets = [asked.targets, usual(usualTargets).slice(0, 1), numeric.length === 1 ? numeric : []].find(
    ({ length }) => length > 0,
  );
  if (!targets) throw new RangeError(`${file}: name the target by --target; ${listed}`);
  const isForecast = window !== undefined && targets.every((field) => kinds.get(field) === 'number');
  const horizon = request.horizon ?? Number(isForecast);
  const inputs =
    asked.inputs.length > 0
      ? asked.inputs
      : free.filter((field) => !isDate(field) && (horizon > 0 || !targets.includes(field)));
  const date = inputs.find(isDate);
  if (date !== undefined)
    throw new RangeError(
      `${file}: '${date}' holds dates, which are no numbers; make of them what may matter, such as a month from 1 to 12`,
    );
  if (inputs.length === 0) throw new RangeError(`${file}: name the inputs by --inputs; ${listed}`);
  return {
    scheme,
    rows,
    inputs,
    targets,
    ...(sequence !== undefined && { sequence }),
    ...(window !== undefined && { window }),
    horizon,
  };
}

function rowsOf(
  { file }: Table,
  { sequence, window }: LayoutRequest,
  kinds: ReadonlyMap<string, Kind>,
  asked: { readonly inputs: readonly string[]; readonly targets: readonly string[] },
): Layout['rows'] {
  if (sequence !== undefined || window !== undefined) return 'step';
  const inputs =
    asked.inputs.length > 0
      ? asked.inputs
      : [...kinds.keys()].filter((name) => !asked.targets.includes(name));
  if (inputs.some((name) => kinds.get(name) === 'list')) return 'sequence';
  const texts = inputs.filter((name) => kinds.get(name) === 'text');
  const numbers = inputs.filter((name) => kinds.get(name) === 'number');
  if (texts.length > 0 && numbers.length === 0) return 'sequence';
  if (texts.some((name) => usualInputs.includes(name.toLowerCase()))) return 'sequence';
  throw new RangeError(
    `${file}: a row may be a step or a whole sequence; give --window with how many rows of one series are read at a time, --sequence with the column that tells sequences apart, or --rows sequence`,
  );
}

/** Names out of a text that separates them by commas, or a list of them. */
export const namesIn = (list: string | readonly string[] | undefined): string[] =>
  (typeof list === 'string' ? list.split(',') : (list ?? []))
    .map((name) => name.trim())
    .filter((name) => name !== '');

type Kind = 'list' | 'text' | 'number' | 'date' | 'nothing';

/** Rows that are looked at to tell what a field holds. */
const looked = 100;

function kindOf(table: Table, field: string): Kind {
  const kinds = new Set<Kind>();
  for (let row = 0; row < Math.min(looked, table.count); row++) kinds.add(kindOfCell(table.cell(row, field)));
  kinds.delete('nothing');
  const [kind = 'nothing'] = kinds;
  return kinds.size > 1 && kinds.has('text') ? 'text' : kind;
}

function kindOfCell(cell: Cell | undefined): Kind {
  if (Array.isArray(cell)) return 'list';
  if (cell === undefined || cell === null || cell === '') return 'nothing';
  if (typeof cell !== 'string') return 'number';
  return isDate(cell) ? 'date' : 'text';
}

const written = [
  /^\d{4}-\d{1,2}(-\d{1,2})?([T ]\d{1,2}:\d{2}.*)?$/,
  /^\d{1,4}([/.])\d{1,2}\1\d{1,4}( \d{1,2}:\d{2}.*)?$/,
  /^[A-Z][a-z]{2,8} \d{1,2},? \d{4}\b/,
];

const isDate = (text: string) => written.some((form) => form.test(text));
