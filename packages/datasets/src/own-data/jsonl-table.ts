import { at, rowsTable, type Table } from './table.js';

/** An object a line, or one list of objects. @throws RangeError that names the line that is none */
export function jsonTable(file: string, text: string): Table {
  const { rows, place } = text.trimStart().startsWith('[') ? listOf(file, text) : linesOf(file, text);
  return rowsTable(file, rows, place);
}

function linesOf(file: string, text: string) {
  const rows: unknown[] = [];
  const lines: number[] = [];
  const place = (line: number) => `line ${line}`;
  let from = 0;
  for (let line = 1; from < text.length; line++) {
    const end = text.indexOf('\n', from);
    const content = text.slice(from, end === -1 ? text.length : end);
    from = end === -1 ? text.length : end + 1;
    if (content.trim() === '') continue;
    rows.push(
      at(
        () => `${file}: ${place(line)}`,
        () => parse(content),
      ),
    );
    lines.push(line);
  }
  return { rows, place: (row: number) => place(lines[row]!) };
}

function listOf(file: string, text: string) {
  const list = at(
    () => file,
    () => parse(text),
  ) as unknown[];
  return { rows: list, place: (row: number) => `item ${row + 1}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`this is not JSON: ${(error as Error).message}`);
  }
}
