import type { Table } from '../data/words.js';
import { wrap } from './wrap.js';

/** The least room in which the last column of a table is broken into lines. */
const leastRoom = 24;

/**
 * A table with its numbers to the right, without lines or colour, so that it reads on any terminal; where it is wider
 * than `columns`, with its last column in several lines, or its rows one below the other.
 */
export function tableCharacters(table: Table, columns = Number.POSITIVE_INFINITY): string {
  const wide = sideBySide(table);
  if (widest(wide) <= columns) return wide.join('\n');
  const before = widest(wide) - widest([table.head, ...table.rows].map((row) => row.at(-1)!));
  if (columns - before < leastRoom)
    return table.rows.map((row) => oneBelowTheOther(table.head, row)).join('\n\n');
  const hang = `\n${' '.repeat(before)}`;
  return wide
    .map((line) => line.slice(0, before) + wrap(line.slice(before), columns - before).replaceAll('\n', hang))
    .join('\n');
}

function sideBySide({ head, rows }: Table): string[] {
  const all = head.some((name) => name !== '') ? [head, ...rows] : rows;
  const widths = head.map((_, column) => widest(all.map((row) => row[column]!)));
  const isNumber = head.map((_, column) => rows.every((row) => /^[-+]?\d/.test(row[column]!)));
  return all.map((row) =>
    row
      .map((text, column) =>
        isNumber[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

function oneBelowTheOther(head: readonly string[], row: readonly string[]): string {
  const width = widest(head);
  return row
    .flatMap((text, column) => (text === '' ? [] : [`${head[column]!.padEnd(width)}  ${text}`]))
    .join('\n');
}

const widest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
