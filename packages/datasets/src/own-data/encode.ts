import type { SequenceBatch } from '../sequence.js';
import { asTexts } from './column.js';
import type { DataDescription, Feature } from './description.js';
import type { Sequences } from './sequences.js';

/** Sequences as a model reads them. */
export interface EncodedExamples {
  readonly size: number;
  /** The examples at these places, short ones padded behind; before what is read for an encoder–decoder. */
  examples(positions: ArrayLike<number>): SequenceBatch;
  /** Every answer that is scored, as a batch has it. */
  answers(): Generator<readonly number[]>;
  /** Symbols that are read and not known; they are read as none. */
  readonly unknownSymbols: number;
}

/**
 * How many numbers a feature is.
 *
 * @example
 * widthOf({ kind: 'symbol', name: 'letter', symbols: ['a', 'b', 'c'] }); // → 3
 */
export const widthOf = (feature: Feature) => (feature.kind === 'number' ? 1 : feature.symbols.length);

/**
 * Numbers as they are, symbols one-hot; answers as places among the classes, as bits, or as numbers of mean 0 and deviation 1.
 *
 * @throws RangeError that names the line and the field where nothing is, something of another kind, or an unknown class
 */
export function encoded(
  sequences: Sequences,
  indices: Int32Array,
  description: DataDescription,
  asked = false,
): EncodedExamples {
  const { from, lengths, targetFrom, targetLengths } = sequences;
  const { inputs: features, targets, layout } = description;
  if (sequences.inputs.length !== features.length)
    throw new RangeError(
      `${sequences.file}: a step must have ${features.length} ${features.length === 1 ? 'feature' : 'features'}, received ${sequences.inputs.length}`,
    );
  const inputSize = features.reduce((sum, feature) => sum + widthOf(feature), 0);
  let unknownSymbols = 0;
  let channel = 0;
  const readers = features.map((feature, f) => {
    const column = sequences.inputs[f]!;
    const at = channel;
    channel += widthOf(feature);
    if (feature.kind === 'number') {
      const { numbers } = column;
      if (!numbers)
        throw new RangeError(
          `${sequences.file}: ${column.name} must be numbers, received '${column.texts[0]}'`,
        );
      requireThere(sequences, indices, column.name, (i) => Number.isNaN(numbers[i]!));
      return {
        write: (row: Float32Array, offset: number, i: number) => (row[offset + at] = numbers[i]!),
        at,
        pad: feature.mean,
      };
    }
    const { codes, texts } = asTexts(column);
    requireThere(sequences, indices, column.name, (i) => codes[i] === -1);
    const places = new Map(feature.symbols.map((symbol, k) => [symbol, k]));
    const placeOf = texts.map((text) => places.get(text) ?? -1);
    for (const index of indices)
      for (let i = from[index]!; i < from[index]! + lengths[index]!; i++)
        if (placeOf[codes[i]!] === -1) unknownSymbols++;
    return {
      write(row: Float32Array, offset: number, i: number) {
        const place = placeOf[codes[i]!]!;
        if (place >= 0) row[offset + at + place] = 1;
      },
      at,
      pad: 0,
    };
  });
  const answers = answersOf(sequences, indices, description);
  if (!asked)
    for (const i of indices)
      if (!answers.isKnown(targetFrom[i]!, targetLengths[i]!))
        throw new RangeError(
          `${sequences.place(i)}: there is no target; leave such rows out, or fill in ${layout.targets.join(', ')}`,
        );
  const isOne = layout.scheme === 'many-to-one';
  const inFront = layout.scheme === 'encoder-decoder';
  const ends = targets.kind === 'class' && targets.classes.at(-1) === '';

  return {
    size: indices.length,
    unknownSymbols,
    *answers() {
      for (const i of indices) {
        for (let t = 0; t < targetLengths[i]!; t++) {
          if (!answers.isKnown(targetFrom[i]! + t, 1)) continue;
          const values: number[] = [];
          answers.write(values, 0, targetFrom[i]! + t);
          yield values;
        }
        if (ends && targets.kind === 'class') yield [targets.classes.length - 1];
      }
    },
    examples(positions) {
      const chosen = Array.from(positions, (position) => indices[position]!);
      const count = chosen.length;
      const longest = chosen.reduce(
        (most, i) => Math.max(most, lengths[i]!, inFront ? targetLengths[i]! + Number(ends) : 0),
        1,
      );
      const time = inFront ? Math.max(longest, description.longest, description.longestAnswer) : longest;
      const inputs = new Float32Array(count * time * inputSize);
      const steps = isOne ? 1 : time;
      const values =
        targets.kind === 'class'
          ? new Int32Array(count * steps)
          : new Float32Array(count * steps * answers.width);
      const mask = new Float32Array(count * time);
      for (const [example, i] of chosen.entries()) {
        const [length, due] = [lengths[i]!, targetLengths[i]!];
        const start = inFront ? time - length : 0;
        for (const { write, at, pad } of readers) {
          if (pad !== 0) for (let t = 0; t < start; t++) inputs[(example * time + t) * inputSize + at] = pad;
          for (let t = 0; t < length; t++)
            write(inputs, (example * time + start + t) * inputSize, from[i]! + t);
        }
        const isKnown = answers.isKnown(targetFrom[i]!, due);
        for (let t = 0; t < steps; t++) {
          const element = targetFrom[i]! + t;
          const offset = (example * steps + t) * answers.width;
          const isDue = t < due && answers.isKnown(element, 1);
          if (isDue) answers.write(values, offset, element);
          else if (ends && t === due && isKnown) values[offset] = targets.classes.length - 1;
          else if (!isKnown) values.fill(answers.unknown, offset, offset + answers.width);
          if (isOne) mask[example * time + length - 1] = 1;
          else if (isDue || (ends && t === due && isKnown) || (!isKnown && (inFront || t < length)))
            mask[example * time + t] = 1;
        }
      }
      const isScored = isOne ? chosen.some((i) => lengths[i] !== time) : mask.includes(0);
      return {
        inputs: { data: inputs, shape: [count, time, inputSize] },
        targets: {
          data: values,
          shape: [count, ...(isOne ? [] : [time]), ...(targets.kind === 'class' ? [] : [answers.width])],
        },
        ...(isScored && { mask: { data: mask, shape: [count, time] } }),
      };
    },
  };
}

/** How answers are written into a batch. */
interface Answers {
  readonly width: number;
  /** What stands for an answer that is not known. */
  readonly unknown: number;
  /** Whether any of so many elements is there. */
  isKnown(from: number, count: number): boolean;
  write(values: { [index: number]: number }, offset: number, element: number): void;
}

/** @throws RangeError for a class that is none of those known */
function answersOf(sequences: Sequences, indices: Int32Array, { targets }: DataDescription): Answers {
  const columns = sequences.targets;
  const width = targets.kind === 'class' ? 1 : targets.names.length;
  const isNothing = columns.every(({ numbers, texts }) =>
    numbers ? numbers.every(Number.isNaN) : texts.length === 0,
  );
  if (columns.length !== width && !isNothing)
    throw new RangeError(
      `${sequences.file}: a target must be ${width === 1 ? 'one value' : `a list of ${width}`}, received ${columns.length}`,
    );
  if (targets.kind === 'class') {
    const { codes, texts } = asTexts(columns[0]!);
    const places = new Map(targets.classes.map((name, k) => [name, k]));
    const placeOf = texts.map((text) => places.get(text));
    const { targetFrom, targetLengths } = sequences;
    if (placeOf.includes(undefined))
      for (const index of indices)
        for (let i = targetFrom[index]!; i < targetFrom[index]! + targetLengths[index]!; i++)
          if (codes[i]! >= 0 && placeOf[codes[i]!] === undefined)
            throw new RangeError(
              `${sequences.place(index)}: ${columns[0]!.name} '${texts[codes[i]!]}' is none of the classes that were learnt: ${shortList(targets.classes)}`,
            );
    return {
      width,
      unknown: -1,
      isKnown: (from, count) => codes.subarray(from, from + count).some((code) => code >= 0),
      write: (values, offset, element) => (values[offset] = placeOf[codes[element]!]!),
    };
  }
  const numbers = isNothing
    ? targets.names.map(() => new Float64Array(0))
    : columns.map(({ name, numbers }) => {
        if (!numbers) throw new RangeError(`${sequences.file}: ${name} must be numbers`);
        return numbers;
      });
  const [mean, deviation] =
    targets.kind === 'real'
      ? [targets.mean, targets.deviation]
      : [targets.names.map(() => 0), targets.names.map(() => 1)];
  return {
    width,
    unknown: Number.NaN,
    isKnown: (from, count) =>
      numbers.every((values) => {
        for (let i = from; i < Math.min(values.length, from + count); i++)
          if (!Number.isNaN(values[i]!)) return true;
        return false;
      }),
    write(values, offset, element) {
      for (let k = 0; k < width; k++) values[offset + k] = (numbers[k]![element]! - mean[k]!) / deviation[k]!;
    },
  };
}

const shortList = (names: readonly string[]) =>
  names.length > 20 ? `${names.slice(0, 20).join(', ')}, …` : names.filter((name) => name !== '').join(', ');

/** @throws RangeError that says where nothing is */
function requireThere(
  sequences: Sequences,
  indices: Int32Array,
  name: string,
  isMissing: (element: number) => boolean,
): void {
  for (const index of indices)
    for (let t = 0; t < sequences.lengths[index]!; t++)
      if (isMissing(sequences.from[index]! + t))
        throw new RangeError(
          `${sequences.place(index, t)}: ${name} is missing; a step needs a value of every feature: fill it in, or leave the row out`,
        );
}
