import { type GivenValues, integer, option, parseOptions } from '../options.js';
import { requireInteger } from '../require.js';
import type { SequenceBatch, SequenceDataset } from '../sequence.js';

export const textOptions = {
  length: option(integer(1, 10_000), 'characters that are read', 64),
};
export type TextOptions = GivenValues<typeof textOptions>;

/** A part of a text. `batch` draws passages that begin anywhere; `examples` are those of one length after another. */
export interface TextDataset extends SequenceDataset<Int32Array> {
  /** How many passages lie one after another. */
  readonly size: number;
  /** @throws RangeError for a position outside 0 … size − 1, or for none */
  examples(positions: ArrayLike<number>): SequenceBatch<Int32Array>;
  /**
   * The same passages as so many streams side by side, all of one length: each chunk is a passage, and the next one of a stream
   * follows it in the text. Fewer passages than streams are left over at the end of the text.
   *
   * @throws RangeError if there are to be more streams than passages
   */
  streams(count: number): Streams<Int32Array>;
}

/** Streams side by side, to be read a chunk at a time. */
export interface Streams<T extends Float32Array | Int32Array = Float32Array | Int32Array> {
  /** How many chunks each has. */
  readonly chunks: number;
  /** The chunk of every stream at this place, from 0 on, as a batch: each goes on where that of the place before ended. */
  chunk(place: number): SequenceBatch<T>;
}

export interface Text {
  readonly train: TextDataset;
  readonly validation: TextDataset;
  readonly test: TextDataset;
  /** The character that each class stands for, in the order of Unicode. */
  readonly alphabet: readonly string[];
}

const [trained, validated] = [0.9, 0.95];

/**
 * A text character by character: after each the next one is due. The first nine tenths are to train on, the next twentieth
 * to choose a model by, the rest to score it by.
 *
 * inputs [batch, length, characters] one-hot; targets Int32 [batch, length], the next character. Guessing costs the entropy
 * of the characters to train on, each by itself: −Σ p ln p nats, 1/ln 2 times as many bits.
 *
 * Shannon, "Prediction and Entropy of Printed English", Bell System Technical Journal 30, 1951; by a recurrent network:
 * Sutskever, Martens and Hinton, "Generating Text with Recurrent Neural Networks", ICML 2011.
 *
 * @throws RangeError if the length is no integer from 1 to 10000, or a twentieth of the text is no longer than it
 * @example
 * const { train } = text(await book(), { length: 64 });
 * train.batch(createRng(1), 32).inputs.shape; // → [32, 64, 69]
 */
export function text(characters: string, options: TextOptions = {}): Text {
  const { length } = parseOptions('text', textOptions, options);
  const all = Array.from(characters);
  const alphabet = [...new Set(all)].sort();
  const classOf = new Map(alphabet.map((character, k) => [character, k]));
  const classes = Int32Array.from(all, (character) => classOf.get(character)!);
  const ends = [trained, validated, 1].map((share) => Math.floor(share * classes.length));
  const shortest = ends[2]! - ends[1]!;
  if (shortest <= length)
    throw new RangeError(
      `text: length must be below ${shortest}, the characters to score by, received ${length}`,
    );
  const parts = ends.map((end, i) => classes.subarray(ends[i - 1] ?? 0, end));
  const baseline = { metric: 'cross-entropy', value: entropy(parts[0]!, alphabet.length) };
  const [train, validation, test] = parts.map((part) => passages(part, length, alphabet.length, baseline));
  return { train: train!, validation: validation!, test: test!, alphabet };
}

/**
 * The book that is part of this package, Carroll's "Alice's Adventures in Wonderland" (1865): 147 kB, which are loaded when it
 * is asked for.
 *
 * @example
 * (await book()).includes('White Rabbit'); // → true
 */
export async function book(): Promise<string> {
  return (await import('./alice.js')).alice;
}

function passages(
  classes: Int32Array,
  length: number,
  characters: number,
  baseline: SequenceDataset['baseline'],
): TextDataset {
  const size = Math.floor((classes.length - 1) / length);
  const from = (starts: readonly number[]): SequenceBatch<Int32Array> => {
    const inputs = new Float32Array(starts.length * length * characters);
    const targets = new Int32Array(starts.length * length);
    starts.forEach((start, i) => {
      for (let t = 0; t < length; t++) inputs[(i * length + t) * characters + classes[start + t]!] = 1;
      targets.set(classes.subarray(start + 1, start + 1 + length), i * length);
    });
    return {
      inputs: { data: inputs, shape: [starts.length, length, characters] },
      targets: { data: targets, shape: [starts.length, length] },
    };
  };
  const dataset: TextDataset = {
    name: 'text',
    scheme: 'many-to-many',
    inputSize: characters,
    outputSize: characters,
    targetKind: 'class',
    baseline,
    size,
    batch(rng, batchSize) {
      requireInteger('text', 'batchSize', batchSize, 1);
      return from(Array.from({ length: batchSize }, () => Math.floor(rng() * (classes.length - length))));
    },
    examples(positions) {
      requireInteger('text', 'batchSize', positions.length, 1);
      return from(
        Array.from(positions, (position) => {
          requireInteger('text', 'position', position, 0, size - 1);
          return position * length;
        }),
      );
    },
    streams(count) {
      requireInteger('text', 'the streams, one for each example of a batch,', count, 1, size);
      const chunks = Math.floor(size / count);
      return {
        chunks,
        chunk(place) {
          requireInteger('text', 'place', place, 0, chunks - 1);
          return dataset.examples(Int32Array.from({ length: count }, (_, i) => i * chunks + place));
        },
      };
    },
  };
  return dataset;
}

/** −Σ p ln p, nats. */
function entropy(classes: Int32Array, count: number): number {
  const counts = new Float64Array(count);
  for (const k of classes) counts[k]!++;
  return counts.reduce(
    (sum, n) => (n === 0 ? sum : sum - (n / classes.length) * Math.log(n / classes.length)),
    0,
  );
}
