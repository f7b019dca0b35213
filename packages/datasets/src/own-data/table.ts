/** What a cell of a table may hold; null where nothing is. */
export type Cell = number | string | boolean | null | readonly Cell[];

/** Rows with named fields, whatever file they come from. */
export interface Table {
  /** Of the file, for messages. */
  readonly file: string;
  /** What its fields are called: columns, fields or arrays. */
  readonly fieldsAre: string;
  readonly fields: readonly string[];
  readonly count: number;
  cell(row: number, field: string): Cell | undefined;
  /** Where a row stands, as `line 5`. */
  place(row: number): string;
}

/**
 * A table of rows as objects.
 *
 * @throws RangeError that says which is none
 * @example
 * const table = rowsTable('numbers', [{ inputs: [1, 2], target: 'up' }]);
 * [table.fields, table.cell(0, 'target')]; // → [['inputs', 'target'], 'up']
 */
export function rowsTable(
  file: string,
  rows: readonly unknown[],
  place = (row: number) => `row ${row}`,
): Table {
  const fields = new Set<string>();
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new RangeError(
        `${file}: ${place(i)} must be an object, as {"inputs": [1, 2, 3], "target": "a"}, received ${excerpt(row)}`,
      );
    for (const field of Object.keys(row)) fields.add(field);
  });
  const records = rows as readonly Readonly<Record<string, Cell>>[];
  return {
    file,
    fieldsAre: 'fields',
    fields: [...fields],
    count: rows.length,
    cell: (row, field) => (Object.hasOwn(records[row]!, field) ? records[row]![field] : undefined),
    place,
  };
}

/** Of a table's field by name. @throws RangeError that lists the fields */
export function requireField({ file, fieldsAre, fields }: Table, name: string): void {
  if (fields.includes(name)) return;
  const listed = fields.length > 20 ? `${fields.slice(0, 20).join(', ')}, …` : fields.join(', ');
  throw new RangeError(`${file}: there is no '${name}'; the ${fieldsAre} are: ${listed}`);
}

/** Says where something was wrong. */
export function at<T>(where: () => string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${where()}: ${error.message}`);
    throw error;
  }
}

/** A value in a few characters. */
export function excerpt(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined || value === null || value === '') return 'nothing';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
