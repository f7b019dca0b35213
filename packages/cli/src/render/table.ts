import Table from 'cli-table3';
import { terminal } from './terminal.js';

type Rows = readonly (readonly string[])[];

/**
 * A table with its numbers to the right, without lines or colour, so that it reads on any terminal; where it is wider
 * than the terminal, its rows one below the other.
 */
export function table(head: readonly string[], rows: Rows, { columns } = terminal()): string {
  const wide = sideBySide(head, rows);
  const fits = columns === undefined || wide.split('\n').every((line) => line.length <= columns);
  return fits ? wide : rows.map((row) => oneBelowTheOther(head, row)).join('\n\n');
}

function sideBySide(head: readonly string[], rows: Rows): string {
  const none = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
      .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
      .map((part) => [part, '']),
  );
  const output = new Table({
    head: [...head],
    chars: { ...none, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) =>
      rows.every((row) => /^[-+]?\d/.test(row[column] ?? '')) ? 'right' : 'left',
    ),
  });
  output.push(...rows.map((row) => [...row]));
  return output
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function oneBelowTheOther(head: readonly string[], row: readonly string[]): string {
  const width = Math.max(...head.map(({ length }) => length));
  return row
    .flatMap((value, column) => (value === '' ? [] : [`${head[column]!.padEnd(width)}  ${value}`]))
    .join('\n');
}
