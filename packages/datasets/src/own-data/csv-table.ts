import Papa from 'papaparse';
import { growing } from './growing.js';
import { excerpt, type Table } from './table.js';

/** What stands for nothing in a column of numbers. */
const missing = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '-', '?']);
/** Of a column of numbers, how many may be something else: so few are taken for mistakes. */
const mistakes = 0.1;
/** Characters that are parsed at a time. */
const chunkSize = 2 ** 20;

/**
 * Comma-, semicolon- or tab-separated rows as RFC 4180 has them, with a header or without.
 *
 * @param header whether the first row names the columns; told by its cells unless given
 * @throws RangeError that names the line that has too many or too few cells, an open quote, or no number in a column of them
 */
export function csvTable(file: string, text: string, header?: boolean): Table {
  const blank = /^\s*(\r?\n\s*)*/.exec(text)![0].length;
  if (blank === text.length) throw new RangeError(`${file} holds no row`);
  const lines = lineCounter(text);
  const delimiter = delimiterOf(text.slice(blank));
  const first = Papa.parse<string[]>(text.slice(blank, blank + chunkSize), { preview: 1, delimiter }).data;
  const hasHeader = header ?? !first[0]!.some(isNumber);
  const names = first[0]!.map((cell, i) =>
    hasHeader && cell.trim() !== '' ? cell.trim() : `column ${i + 1}`,
  );
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new RangeError(`${file}: line ${lines.at(blank)}: two columns are called '${twice}'`);

  const kinds: ('number' | 'text')[] = names.map(() => 'number');
  for (;;) {
    const { stray, ...parsed } = parse();
    const numbers = parsed.columns.map((column, c) =>
      kinds[c] === 'number' ? countNumbers(column as Float64Array) : 0,
    );
    const texts = names
      .map((_, c) => c)
      .filter((c) => stray[c]!.count > 0 && stray[c]!.count >= mistakes * numbers[c]!);
    for (const c of texts) kinds[c] = 'text';
    if (texts.length > 0) continue; // what its cells say is read now
    const wrong = names.findIndex((_, c) => stray[c]!.count > 0);
    if (wrong !== -1) {
      const { row, cell } = stray[wrong]!;
      throw new RangeError(
        `${file}: line ${parsed.lines[row]}: ${names[wrong]} must be a number, as ${numbers[wrong]!.toLocaleString('en')} others are, received ${excerpt(cell)}`,
      );
    }
    if (parsed.count === 0) throw new RangeError(`${file} holds no row below its header`);
    const index = new Map(names.map((name, c) => [name, c]));
    return {
      file,
      fieldsAre: 'columns',
      fields: names,
      count: parsed.count,
      cell(row, field) {
        const c = index.get(field);
        return c === undefined ? undefined : parsed.columns[c]![row]!;
      },
      place: (row) => `line ${parsed.lines[row]}`,
    };
  }

  function parse() {
    const columns = kinds.map((kind) => (kind === 'number' ? growing(Float64Array) : texts()));
    const stray = names.map(() => ({ count: 0, row: 0, cell: '' }));
    const places = growing(Float64Array);
    let row = -1;
    const body = text.slice(blank);
    let line = lines.at(blank);
    Papa.parse<string[]>(body, {
      delimiter,
      chunkSize,
      complete() {},
      chunk({ data, errors }: Papa.ParseResult<string[]>) {
        const [open] = errors.filter(({ type }) => type === 'Quotes');
        if (open) {
          const at = line + data.slice(0, open.row).reduce((sum, cells) => sum + linesOf(cells), 0);
          throw new RangeError(
            `${file}: line ${at}: ${open.code === 'MissingQuotes' ? 'a quote is opened and never closed' : 'a quoted cell must end at a separator'}`,
          );
        }
        for (const cells of data) {
          const here = line;
          line += linesOf(cells);
          if (cells.length === 1 && cells[0]!.trim() === '') continue;
          row++;
          if (row === 0 && hasHeader) continue;
          if (cells.length !== names.length)
            throw new RangeError(
              `${file}: line ${here}: a row must have ${names.length} cells as the first has, received ${cells.length}`,
            );
          const at = row - Number(hasHeader);
          places.push(here);
          for (const [c, cell] of cells.entries()) {
            const column = columns[c]!;
            if ('texts' in column) {
              column.push(cell);
              continue;
            }
            const value = numberOf(delimiter === ';' ? cell.replace(',', '.') : cell); // where a semicolon separates, a comma is decimal
            if (value === undefined && stray[c]!.count++ === 0) Object.assign(stray[c]!, { row: at, cell });
            column.push(value ?? Number.NaN);
          }
        }
      },
    });
    return {
      stray,
      columns: columns.map(({ finish }) => finish()),
      count: places.length,
      lines: places.finish(),
    };
  }
}

/** The separator that parts most cells of the first line, quoted ones aside. */
function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/\r|\n|$/)).replaceAll(/"[^"]*"/g, '');
  const counts = [',', '\t', ';', '|'].map((separator) => ({
    separator,
    count: line.split(separator).length,
  }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).separator;
}

const linesOf = (cells: readonly string[]) =>
  cells.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 1);

/** On which line a character stands. */
const lineCounter = (text: string) => ({
  at: (position: number) => text.slice(0, position).split('\n').length,
});

/** A cell as a number, NaN for nothing, undefined for something else. */
function numberOf(cell: string): number | undefined {
  const value = cell.trim();
  if (missing.has(value.toLowerCase())) return Number.NaN;
  return isNumber(value) ? Number(value) : undefined;
}

function isNumber(cell: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell);
}

function countNumbers(column: Float64Array): number {
  return column.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
}

/** Few different texts are kept once. */
function texts() {
  const known = new Map<string, string>();
  const values: (string | null)[] = [];
  return {
    texts: true,
    push(cell: string) {
      const kept = known.get(cell) ?? cell;
      if (known.size < 10_000) known.set(kept, kept);
      values.push(cell.trim() === '' ? null : kept);
    },
    finish: () => values,
  };
}
