import { asTexts, type Column } from './column.js';
import type { Feature, Targets } from './description.js';
import type { Layout } from './layout.js';
import type { Sequences } from './sequences.js';

/** What is said of inputs and targets; what is left out is inferred. */
export interface KindRequest {
  readonly inputKind?: 'number' | 'symbol';
  readonly targetKind?: 'class' | 'real';
}

/** As many different integers are taken for classes; more are taken for numbers. */
const mostIntegers = 20;
/** More are no symbols. */
const mostSymbols = 5000;

/** Which elements of the columns belong to these sequences. */
function used(count: number, indices: Int32Array, from: Int32Array, lengths: Int32Array): Uint8Array {
  const marks = new Uint8Array(count);
  for (const i of indices) marks.fill(1, from[i]!, from[i]! + lengths[i]!);
  return marks;
}

const lengthOf = (column: Column) => (column.numbers ?? column.codes).length;

/** @throws RangeError that names the first step at which nothing is, or what is no number where one was asked for */
export function featuresOf(
  sequences: Sequences,
  training: Int32Array,
  { inputKind }: KindRequest,
): Feature[] {
  return sequences.inputs.map((column): Feature => {
    const { name } = column;
    const marks = used(lengthOf(column), training, sequences.from, sequences.lengths);
    if (column.numbers && inputKind !== 'symbol') {
      const { mean, deviation } = momentsOf(column.numbers, marks);
      return { kind: 'number', name, mean, deviation };
    }
    if (column.texts && inputKind === 'number')
      throw new RangeError(`${sequences.file}: ${name} must be numbers, received '${column.texts[0]}'`);
    const symbols = namesIn(column, marks);
    if (symbols.length > mostSymbols)
      throw new RangeError(
        `${sequences.file}: ${name} has ${symbols.length.toLocaleString('en')} different texts, which are too many for symbols; --inputs names the fields to read`,
      );
    return { kind: 'symbol', name, symbols };
  });
}

/** @throws RangeError if they are all the same, or no classes */
export function targetsOf(
  sequences: Sequences,
  training: Int32Array,
  layout: Layout,
  { targetKind }: KindRequest,
): Targets {
  const { file, targets: columns, targetFrom, targetLengths } = sequences;
  const everything = Int32Array.from({ length: sequences.count }, (_, i) => i);
  const marks = used(lengthOf(columns[0]!), everything, targetFrom, targetLengths);
  const names = columns.map(({ name }) => name);
  const isVector = columns.length > 1 || names[0]!.endsWith(']');
  if (isVector) {
    const numeric = columns.map((column) => {
      if (column.numbers && targetKind !== 'class') return column.numbers;
      throw new RangeError(
        `${file}: a class is one value and no list; ${names.join(', ')} are ${columns.length}`,
      );
    });
    const isBinary = numeric.every((numbers) =>
      numbers.every((value) => Number.isNaN(value) || value === 0 || value === 1),
    );
    if (isBinary && targetKind !== 'real') return { kind: 'binary', names };
    return real(numeric);
  }
  const [column] = columns as [Column];
  const isClass =
    targetKind === 'class' ||
    (targetKind === undefined && (column.texts || (layout.horizon === 0 && areFewIntegers(column.numbers))));
  if (!isClass) {
    if (column.texts)
      throw new RangeError(`${file}: ${column.name} must be numbers, received '${column.texts[0]}'`);
    return real([column.numbers]);
  }
  const classes = namesIn(column, marks);
  if (classes.length === 0) throw new RangeError(`${file}: no example has a target in ${column.name}`);
  // The end of an answer is a class of its own where answers have several lengths.
  const ends =
    layout.scheme === 'encoder-decoder' && targetLengths.some((length) => length !== targetLengths[0]);
  if (classes.length === 1 && !ends)
    throw new RangeError(
      `${file}: every target in ${column.name} is '${classes[0]}', so there is nothing to learn`,
    );
  if (layout.scheme === 'many-to-one' && classes.length > Math.max(mostIntegers, sequences.count / 2))
    throw new RangeError(
      `${file}: ${column.name} has ${classes.length.toLocaleString('en')} different values in ${sequences.count.toLocaleString('en')} examples, which are no classes; --target names the field to learn`,
    );
  return { kind: 'class', name: column.name, classes: ends ? [...classes, ''] : classes };

  function real(numeric: readonly Float64Array[]): Targets {
    const marks = used(numeric[0]!.length, training, targetFrom, targetLengths);
    const moments = numeric.map((numbers) => momentsOf(numbers, marks));
    return {
      kind: 'real',
      names,
      mean: moments.map(({ mean }) => mean),
      deviation: moments.map(({ deviation }) => deviation),
    };
  }
}

function areFewIntegers(numbers: Float64Array | undefined): boolean {
  const different = new Set<number>();
  for (const value of numbers ?? []) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value) || different.size > mostIntegers) return false;
    different.add(value);
  }
  return different.size <= mostIntegers;
}

/** Mean and standard deviation of what is there; 1 for the deviation of what never varies. */
function momentsOf(numbers: Float64Array, marks: Uint8Array) {
  let [count, mean, squares] = [0, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (marks[i] === 0 || Number.isNaN(value)) continue;
    count++;
    const difference = value - mean;
    mean += difference / count; // Welford 1962
    squares += difference * (value - mean);
  }
  const deviation = Math.sqrt(squares / Math.max(1, count));
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

/** The different texts that are used, numbers in their order and before others. */
function namesIn(column: Column, marks: Uint8Array): string[] {
  const { codes, texts } = asTexts(column);
  const seen = new Uint8Array(texts.length);
  for (let i = 0; i < codes.length; i++) if (marks[i] === 1 && codes[i]! >= 0) seen[codes[i]!] = 1;
  const names = texts.filter((_, code) => seen[code] === 1);
  const isNumeric = names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  return isNumeric ? names.sort((a, b) => Number(a) - Number(b)) : names.sort();
}
