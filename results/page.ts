import { meanOf, type Row, spreadOf, type Table } from './table.js';

/** Commands that a page shows of a table, at most. */
const most = 12;

/** A table as the pages show it: its commands, and what came of them; nothing yet of runs that are not on record. */
export function block({ commands, evaluations = {}, head }: Table, rows?: readonly Row[]): string {
  const asked = Object.values(evaluations).map((flags) => `unrolled evaluate RUN ${flags}`);
  const all = [...new Set(Object.values(commands))];
  // Of very many the first stands for all.
  const some = all.length > most ? [all[0], `# and ${all.length - 1} more like it`] : all;
  const lines = [...some, ...asked];
  const shell = `\`\`\`sh\n${lines.join('\n')}\n\`\`\``;
  if (!rows) return shell;
  const table = [
    head,
    head.map(() => '---'),
    ...rows.map(({ name, cells }) => [name, ...cells.map(spreadOf)]),
  ];
  return `${shell}\n\n${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
}

const blocks = /(<!-- table (\S+) -->\n)[\s\S]*?(\n<!-- end -->)/g;
const quotes = /(<!-- ([\w-]+) \| ([^|>]+) \| ([^|>]+) -->)([^<]*)(<!-- -->)/g;

type Rows = Readonly<Record<string, readonly Row[]>>;

/** The page with its tables and the means that it quotes as the runs have them. */
export function written(page: string, tables: Readonly<Record<string, Table>>, rows: Rows): string {
  return page
    .replace(blocks, (whole, begin, name, end) =>
      tables[name] ? `${begin}\n${block(tables[name], rows[name])}\n${end}` : whole,
    )
    .replace(quotes, (whole, begin, name, row, column, _, end) =>
      rows[name] ? `${begin}${meanOf(cellAt(tables, rows, name, row, column))}${end}` : whole,
    );
}

/** Where a page says something else than the runs: a number outside the spread of its runs, or a table. */
export function mistakes(page: string, tables: Readonly<Record<string, Table>>, rows: Rows): string[] {
  const tablesWrong = [...page.matchAll(blocks)].flatMap(([whole, begin, name, end]) => {
    if (!tables[name!]) return [`there is no table ${name}`];
    return whole === `${begin}\n${block(tables[name!]!, rows[name!])}\n${end}`
      ? []
      : [`table ${name} is not what its runs say`];
  });
  const quotesWrong = [...page.matchAll(quotes)].flatMap(([, , name, row, column, text]) => {
    if (!tables[name!]) return [`there is no table ${name}`];
    if (!rows[name!]) return [`table ${name} has no results`];
    const cell = cellAt(tables, rows, name!, row!, column!);
    const bounds = [Math.min, Math.max].map((most) => cell.write(most(...cell.values)));
    const [low, high] = bounds.map(numberIn) as [number, number];
    const quoted = numberIn(text!);
    return quoted >= low && quoted <= high
      ? []
      : [`${name}, ${row}, ${column}: ${text} is quoted, runs have ${bounds.join(' to ')}`];
  });
  return [...tablesWrong, ...quotesWrong];
}

function cellAt(
  tables: Readonly<Record<string, Table>>,
  rows: Rows,
  name: string,
  row: string,
  column: string,
) {
  const i = tables[name]!.head.indexOf(column) - 1;
  const cell = rows[name]!.find((each) => each.name === row)?.cells[i];
  if (!cell) throw new RangeError(`table ${name} has no cell ${row} | ${column}`);
  return cell;
}

function numberIn(text: string): number {
  return Number(/-?[\d.,]+(e-?\d+)?/.exec(text)?.[0].replaceAll(',', ''));
}
