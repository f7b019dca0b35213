import { csvTable } from './csv-table.js';
import { jsonTable } from './jsonl-table.js';
import { npzTable } from './npz-table.js';
import type { Table } from './table.js';

/** A file's bytes, and its name for messages. */
export interface DataFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * What a file holds: CSV, TSV, JSON, JSON lines or a NumPy archive, told by its content and, between kinds of text, by its name.
 *
 * @param header whether the first row of a CSV file names the columns; told by its cells unless given
 * @throws RangeError that names the file, the line, the column or field, and what would be right
 * @example
 * const bytes = new TextEncoder().encode('x,y\n1,a\n2,b\n');
 * const table = readTable({ name: 'letters.csv', bytes });
 * [table.fields, table.count, table.cell(1, 'y')]; // → [['x', 'y'], 2, 'b']
 */
export function readTable({ name, bytes }: DataFile, header?: boolean): Table {
  if (bytes.length === 0) throw new RangeError(`${name} is empty`);
  if (begins(bytes, 0x50, 0x4b)) return npzTable(name, bytes);
  const known = signatures.find(({ first }) => begins(bytes, ...first));
  if (known) throw new RangeError(`${name} is ${known.what}; ${kinds}`);
  const text = textOf(name, bytes);
  const content = text.trimStart();
  if (content === '') throw new RangeError(`${name} holds nothing but blank lines`);
  const isJson =
    /\.(jsonl|ndjson|json)$/i.test(name) || (!/\.(csv|tsv|txt)$/i.test(name) && /^[[{]/.test(content));
  return isJson ? jsonTable(name, text) : csvTable(name, text, header);
}

const kinds = 'data are read from CSV, TSV, JSON lines, JSON and npz';
const signatures = [
  { first: [0x1f, 0x8b], what: 'compressed; unpack it by gunzip' },
  {
    first: [0x93, 0x4e, 0x55, 0x4d],
    what: 'one NumPy array; save inputs and targets together by numpy.savez',
  },
  { first: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { first: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG' },
  { first: [0xd0, 0xcf, 0x11, 0xe0], what: 'an Excel workbook; save it as CSV' },
  { first: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file; save it as CSV' },
];

const begins = (bytes: Uint8Array, ...first: number[]) => first.every((byte, i) => bytes[i] === byte);

function textOf(name: string, bytes: Uint8Array): string {
  const utf16 = begins(bytes, 0xff, 0xfe) ? 'utf-16le' : begins(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined;
  if (!utf16 && bytes.subarray(0, 4096).includes(0)) throw new RangeError(`${name} is binary; ${kinds}`);
  try {
    return new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes); // leaves the byte order mark out
  } catch {
    throw new RangeError(`${name} is no text in UTF-8; save it as UTF-8`);
  }
}
