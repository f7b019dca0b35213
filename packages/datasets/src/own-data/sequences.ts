import { type Column, type ColumnBuilder, columnBuilder } from './column.js';
import { type Layout, maskField } from './layout.js';
import { at, type Cell, excerpt, type Table } from './table.js';

/** Sequences as ranges of columns, which windows share. */
export interface Sequences {
  readonly file: string;
  readonly count: number;
  /** Where the steps of each begin in the columns, and how many they are. */
  readonly from: Int32Array;
  readonly lengths: Int32Array;
  /** What every step holds. */
  readonly inputs: readonly Column[];
  /** The same for what is to be answered: one element where one answer is due. */
  readonly targetFrom: Int32Array;
  readonly targetLengths: Int32Array;
  readonly targets: readonly Column[];
  /** Whether texts are read character by character. */
  readonly isText: boolean;
  /** Whether targets are written character by character. */
  readonly writesText: boolean;
  /** Where windows overlap: which rows each series has. */
  readonly series?: readonly (readonly [from: number, to: number])[];
  /** Where a sequence, or one of its steps or targets, stands, as `train.csv: line 5`. */
  place(sequence: number, step?: number): string;
}

/**
 * The sequences of a table.
 *
 * @param asked whether the targets may be missing, of all examples or of some
 * @throws RangeError that names the line and the field that is wrong, and says what would be right
 */
export function sequencesOf(table: Table, layout: Layout, asked = false): Sequences {
  if (table.count === 0) throw new RangeError(`${table.file}: expected an example a row, received none`);
  return layout.rows === 'sequence' ? fromRows(table, layout, asked) : fromSteps(table, layout, asked);
}

/** A row a sequence. */
function fromRows(table: Table, layout: Layout, asked: boolean): Sequences {
  const { count, file, place } = table;
  const { scheme } = layout;
  const [from, lengths, targetFrom, targetLengths] = [0, 0, 0, 0].map(() => new Int32Array(count)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const cells = (row: number, fields: readonly string[]) => fields.map((field) => table.cell(row, field));
  const first = cells(0, layout.inputs);
  const isText = first.every((cell) => typeof cell === 'string');
  // Columns that hold a number each are the steps of one feature.
  const isWide = !isText && first.every((cell) => !Array.isArray(cell));
  const inputs = isWide
    ? [stepsReader('value', 'feature')]
    : layout.inputs.map((field) => stepsReader(field, 'feature'));
  const targets = layout.targets.map((field) =>
    scheme === 'many-to-one' ? answerReader(field) : stepsReader(field, 'class'),
  );
  let writesText = false;
  let [step, target] = [0, 0];
  for (let row = 0; row < count; row++) {
    at(
      () => `${file}: ${place(row)}`,
      () => {
        const given = cells(row, layout.inputs);
        const numbers = isWide
          ? inputs.map(({ push }) => push(given as Cell[]))
          : inputs.map(({ push }, i) => push(given[i]));
        const length = numbers[0]!;
        const other = numbers.findIndex((steps) => steps !== length);
        if (other > 0)
          throw new RangeError(
            `${layout.inputs[other]} must have ${length} steps as ${layout.inputs[0]} has, received ${numbers[other]}`,
          );
        const answers = cells(row, layout.targets);
        const isKnown = answers.every((answer) => answer !== undefined && answer !== null);
        let due = scheme === 'encoder-decoder' && !isKnown ? 0 : 1;
        if (isKnown || !asked) {
          const mask = scheme === 'many-to-one' ? undefined : table.cell(row, maskField);
          const written = targets.map(({ push }, i) => push(answers[i], mask));
          if (typeof answers[0] === 'string') writesText = true;
          due = written[0]!;
          if (written.some((steps) => steps !== due))
            throw new RangeError(`${layout.targets.join(', ')} must have as many steps as each other`);
          if (scheme === 'many-to-many' && due !== length)
            throw new RangeError(
              `${layout.targets[0]} must have ${length} steps as the inputs have, received ${due}; --scheme encoder-decoder is for other lengths`,
            );
        } else if (scheme !== 'encoder-decoder') {
          due = scheme === 'many-to-one' ? 1 : length;
          for (const { skip } of targets) skip(due);
        }
        [from[row], lengths[row], targetFrom[row], targetLengths[row]] = [step, length, target, due];
        step += length;
        target += due;
      },
    );
  }
  return {
    file,
    count,
    from,
    lengths,
    inputs: inputs.flatMap(({ finish }) => finish()),
    targetFrom,
    targetLengths,
    targets: targets.flatMap(({ finish }) => finish()),
    isText,
    writesText: writesText && scheme !== 'many-to-one',
    place: (sequence, step) => `${file}: ${place(sequence)}${step === undefined ? '' : `, step ${step + 1}`}`,
  };
}

/** Collects a field, whose cells are as wide as the first one. */
interface Reader {
  /** @returns how many steps the cell has */
  push(cell: Cell | undefined, mask?: Cell): number;
  /** Leaves so many elements empty. */
  skip(count: number): void;
  finish(): Column[];
}

function fieldReader(field: string, of: 'feature' | 'class') {
  let builders: ColumnBuilder[] | undefined;
  let skipped = 0;
  /** A number or text, or as many as the first had. */
  const push = (value: Cell | undefined, name: () => string) => {
    const isVector = Array.isArray(value);
    if (!builders) {
      builders = isVector
        ? value.map((_, i) => columnBuilder(`${field}[${i}]`, of))
        : [columnBuilder(field, of)];
      isWide = isVector;
      for (const { push } of builders) for (let i = 0; i < skipped; i++) push(null);
    }
    if (isVector !== isWide && value !== null)
      throw new RangeError(
        `${name()} must be ${isWide ? `a list of ${builders.length}` : 'one value'}, received ${excerpt(value)}`,
      );
    if (!isVector) for (const { push } of builders) push(value);
    else if (value.length === builders.length) for (const [i, { push }] of builders.entries()) push(value[i]);
    else throw new RangeError(`${name()} must be a list of ${builders.length}, received ${excerpt(value)}`);
  };
  let isWide = false;
  return {
    push,
    skip(count: number) {
      if (!builders) skipped += count;
      else for (let i = 0; i < count; i++) for (const { push } of builders) push(null);
    },
    finish(): Column[] {
      return (
        builders?.map(({ finish }) => finish()) ?? [
          { name: field, numbers: new Float64Array(skipped).fill(Number.NaN) },
        ]
      );
    },
  };
}

/** A cell a step: a list, or a text, whose steps are its characters. */
function stepsReader(field: string, of: 'feature' | 'class'): Reader {
  const { push, skip, finish } = fieldReader(field, of);
  return {
    push(cell, mask) {
      const steps = typeof cell === 'string' ? Array.from(cell) : cell;
      if (!Array.isArray(steps))
        throw new RangeError(`${field} must be a list of steps or a text, received ${excerpt(cell)}`);
      if (steps.length === 0) throw new RangeError(`${field} must have at least one step, received none`);
      const scored = Array.isArray(mask) && mask.length === steps.length ? mask : undefined;
      for (const [t, step] of steps.entries()) {
        if (scored?.[t] === 0) skipOne(push, skip, step, `${field}[${t}]`);
        else push(step, () => `${field}[${t}]`);
      }
      return steps.length;
    },
    skip,
    finish,
  };
}

/** What is not scored still says how wide it is. */
function skipOne(
  push: (value: Cell | undefined, name: () => string) => void,
  skip: (count: number) => void,
  step: Cell,
  name: string,
): void {
  if (Array.isArray(step))
    push(
      step.map(() => null),
      () => name,
    );
  else skip(1);
}

/** A cell a sequence: a number or text, or a list of numbers. */
function answerReader(field: string): Reader {
  const { push, skip, finish } = fieldReader(field, 'class');
  return {
    push(cell) {
      if (cell === undefined) throw new RangeError(`there is no ${field}`);
      push(cell, () => field);
      return 1;
    },
    skip,
    finish,
  };
}

/** A row a step. */
function fromSteps(
  table: Table,
  { scheme, inputs, targets, sequence, window, horizon }: Layout,
  asked: boolean,
): Sequences {
  const { file, place } = table;
  const { order, series } = groups(table, sequence);
  const collect = (fields: readonly string[], of: 'feature' | 'class', mayMiss: boolean) =>
    fields.map((field) => {
      const builder = columnBuilder(field, of);
      const isThere = !mayMiss || table.fields.includes(field);
      for (const row of order)
        at(
          () => `${file}: ${place(row)}`,
          () => builder.push(isThere ? table.cell(row, field) : null),
        );
      return builder.finish();
    });
  const ranges = series.flatMap(([from, to]) => rangesOf(from, to));
  /** Sequences of the rows from … to. */
  function rangesOf(
    from: number,
    to: number,
  ): [from: number, length: number, targetFrom: number, targets: number][] {
    const answers = (start: number, length: number): [number, number] =>
      scheme === 'many-to-one'
        ? [start + length - 1 + horizon, 1]
        : [start + horizon, Math.min(length, to - start - horizon)];
    if (window === undefined) {
      const [targetFrom, count] = answers(from, to - from);
      return count > 0 && targetFrom < to ? [[from, to - from, targetFrom, count]] : [];
    }
    const last = asked ? to - window : to - window - horizon;
    return Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => {
      const start = from + i;
      const [targetFrom, count] = answers(start, window);
      return [start, window, Math.min(targetFrom, to - 1), targetFrom < to ? count : 0];
    });
  }
  if (ranges.length === 0)
    throw new RangeError(
      `${file}: ${window === undefined ? `no sequence is longer than the horizon of ${horizon}` : `a window of ${window} ${window === 1 ? 'row' : 'rows'} and a target ${horizon} later need ${window + horizon} rows, received ${table.count}`}`,
    );
  const column = (k: 0 | 1 | 2 | 3) => Int32Array.from(ranges, (range) => range[k]);
  const from = column(0);
  return {
    file,
    count: ranges.length,
    from,
    lengths: column(1),
    inputs: collect(inputs, 'feature', false),
    targetFrom: column(2),
    targetLengths: column(3),
    targets: collect(targets, 'class', asked),
    isText: false,
    writesText: false,
    ...(window !== undefined && { series }),
    place: (sequence, step = 0) => `${file}: ${place(order[from[sequence]! + step]!)}`,
  };
}

/** The rows of each sequence together, in their order, and where they are then. */
function groups(table: Table, field: string | undefined) {
  const { count } = table;
  if (field === undefined)
    return { order: Int32Array.from({ length: count }, (_, i) => i), series: [[0, count]] as const };
  const rows = new Map<Cell | undefined, number[]>();
  for (let row = 0; row < count; row++) {
    const name = table.cell(row, field);
    if (name === undefined || name === null || name === '' || typeof name === 'object')
      throw new RangeError(
        `${table.file}: ${table.place(row)}: ${field} must say which sequence it is, received ${excerpt(name)}`,
      );
    const group = rows.get(name);
    if (group) group.push(row);
    else rows.set(name, [row]);
  }
  const order = new Int32Array(count);
  let at = 0;
  const series = [...rows.values()].map((group) => {
    order.set(group, at);
    at += group.length;
    return [at - group.length, at] as const;
  });
  return { order, series };
}
