import { growing } from './growing.js';
import { excerpt } from './table.js';

/** Values of one kind, one after the other: numbers, NaN where nothing is, or texts, as places in a list, −1 where nothing is. */
export type Column = { readonly name: string } & (
  | { readonly numbers: Float64Array; readonly texts?: undefined }
  | { readonly codes: Int32Array; readonly texts: readonly string[]; readonly numbers?: undefined }
);

export interface ColumnBuilder {
  readonly name: string;
  /** @throws RangeError if the value is a list, of another kind than those before, or beyond float32 */
  push(value: unknown): void;
  finish(): Column;
}

/** The largest number of float32, which models compute in. */
const largest = 3.4028234663852886e38;

/** Collects values. What is true or false is a text to a `class`, and 1 or 0 to a `feature`. */
export function columnBuilder(name: string, of: 'feature' | 'class'): ColumnBuilder {
  const numbers = growing(Float64Array);
  const codes = growing(Int32Array);
  const texts = new Map<string, number>();
  let kind: 'number' | 'text' | undefined; // of the first that is there
  const requireKind = (here: typeof kind, value: unknown) => {
    kind ??= here;
    if (kind !== here)
      throw new RangeError(`${name} must be a ${kind}, as those before, received ${excerpt(value)}`);
  };
  return {
    name,
    push(given) {
      const value = typeof given !== 'boolean' ? given : of === 'feature' ? Number(given) : String(given);
      let [number, code] = [Number.NaN, -1];
      if (typeof value === 'string' && value !== '') {
        requireKind('text', value);
        code = texts.get(value) ?? texts.size;
        if (code === texts.size) texts.set(value, code);
      } else if (typeof value === 'number' && !Number.isNaN(value)) {
        requireKind('number', value);
        if (Math.abs(value) > largest)
          throw new RangeError(
            `${name} must be a number that float32 holds, below 3.4e38, received ${value}`,
          );
        number = value;
      } else if (typeof value === 'object' && value !== null)
        throw new RangeError(`${name} must be a number or a text, received ${excerpt(value)}`);
      // Until it is known which it is, nothing is there.
      if (kind !== 'text') numbers.push(number);
      if (kind !== 'number') codes.push(code);
    },
    finish: () =>
      kind === 'text'
        ? { name, codes: codes.finish(), texts: [...texts.keys()] }
        : { name, numbers: numbers.finish() },
  };
}

/** A column of numbers as one of texts. */
export function asTexts(column: Column): Extract<Column, { readonly texts: readonly string[] }> {
  if (column.texts) return column;
  const builder = columnBuilder(column.name, 'class');
  for (const number of column.numbers) builder.push(Number.isNaN(number) ? null : String(number));
  const texts = builder.finish();
  return texts.texts
    ? texts
    : { name: column.name, codes: new Int32Array(column.numbers.length).fill(-1), texts: [] };
}
