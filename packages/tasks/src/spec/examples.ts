import {
  createRng,
  type DigitDataset,
  disjointSplits,
  type NdArray,
  type SequenceBatch,
  type SequenceDataset,
  type Streams,
  shuffledIndices,
} from '@unrolled/datasets';
import { oneOf, option } from '@unrolled/datasets/options';

/** Held-out examples: to choose a model by, to score it once, and others that no training run has used. */
export type Split = 'validation' | 'test' | 'fresh';

/**
 * Where a task's examples come from. All of it follows from a seed, so that a run that goes on from a
 * checkpoint needs to know only its step.
 */
export interface Examples {
  /** How many there are to train on; absent where they are drawn without end. */
  readonly trainingCount?: number;
  /** The batch of one training step, counted from 0. */
  trainingBatch(seed: number, step: number, batchSize: number): SequenceBatch;
  /** The same examples at every call, in batches; `count` of them where it is given. */
  heldOut(split: Split, seed: number, count?: number): Generator<SequenceBatch>;
  /** The share of the test examples that so many training steps have shown, too; where it may be more than none. */
  shareSeen?(seed: number, steps: number, batchSize: number): number;
  /** Where training examples follow one another: all of them as so many streams. @throws RangeError if there are too many */
  streams?(count: number): Streams;
}

/** How examples that are drawn are held out. */
export const sampling = option(
  oneOf(['disjoint', 'independent']),
  'held-out examples: none that is trained on, or drawn as those are',
  'disjoint',
);

const examplesPerBatch = 500;
/** Numbers of inputs that are worth their memory, 16 MB. */
const mostKept = 4e6;

/** Of all examples there are; which are fresh is the same for every run, so that they are so to all. */
const shares = { training: 0.7, validation: 0.1, test: 0.1, fresh: 0.1 };

/**
 * Every batch drawn anew. Held-out examples are none that is trained on, as far as there are enough of them (see
 * `disjointSplits`); with `sampling: 'independent'` they are drawn as all others are.
 *
 * @example
 * const examples = endlessExamples(parity({ length: 12 }));
 * examples.trainingBatch(1, 0, 32).inputs.shape; // → [32, 12, 1]
 */
export function endlessExamples(
  dataset: SequenceDataset,
  {
    heldOutCount = 2000,
    sampling = 'disjoint',
  }: { readonly heldOutCount?: number; readonly sampling?: 'disjoint' | 'independent' } = {},
): Examples {
  const isSplit = sampling === 'disjoint' && dataset.batchWhere !== undefined;
  const from = isSplit
    ? disjointSplits(dataset, shares)
    : { training: dataset, validation: dataset, test: dataset, fresh: dataset };
  /** The validation examples of one seed, which every epoch asks for: of a split ten are drawn for each that is taken. */
  let kept: { readonly seed: number; readonly batches: readonly SequenceBatch[] } | undefined;
  const examples: Examples = {
    trainingBatch: (seed, step, batchSize) =>
      from.training.batch(createRng(seed, `training ${step}`), batchSize),
    *heldOut(split, seed, count = heldOutCount) {
      const isWhole = split === 'validation' && count === heldOutCount;
      if (isWhole && kept?.seed === seed) return yield* kept.batches;
      const rng = createRng(seed, split);
      const batches: SequenceBatch[] = [];
      for (const size of batchSizes(count)) {
        const batch = from[split].batch(rng, size);
        yield batch;
        if (isWhole) batches.push(batch);
      }
      const numbers = batches.reduce((sum, { inputs }) => sum + inputs.data.length, 0);
      if (isWhole && numbers <= mostKept) kept = { seed, batches };
    },
    // What is on every side of a split is drawn so often that it has shown by then.
    shareSeen: (seed, steps, batchSize) =>
      shareShown(examples, seed, isSplit ? Math.min(steps, Math.ceil(2000 / batchSize)) : steps, batchSize),
  };
  return examples;
}

/**
 * The share of the test examples that so many training batches show, too.
 *
 * @example
 * shareShown(endlessExamples(parity({ length: 12 })), 1, 10, 32); // → 0
 */
export function shareShown(
  examples: Pick<Examples, 'trainingBatch' | 'heldOut'>,
  seed: number,
  steps: number,
  batchSize: number,
): number {
  const tests = [...examples.heldOut('test', seed)].flatMap(keysOf);
  const unseen = new Set(tests);
  for (let step = 0; step < steps && unseen.size > 0; step++) {
    for (const key of keysOf(examples.trainingBatch(seed, step, batchSize))) unseen.delete(key);
  }
  return tests.filter((key) => !unseen.has(key)).length / tests.length;
}

/** Examples that can be taken by their places. */
type Finite = Pick<DigitDataset, 'size'> & { examples(positions: ArrayLike<number>): SequenceBatch };

/**
 * A finite set: an epoch is every training example once, in an order of its own.
 *
 * @example
 * const images = { pixels: new Uint8Array(10 * 28 * 28), labels: new Uint8Array(10), count: 10, rows: 28, columns: 28 };
 * const digits = digitSequences(images);
 * finiteExamples({ train: digits, validation: digits, test: digits }).trainingCount; // → 10
 */
export function finiteExamples(splits: {
  readonly train: Finite;
  readonly validation: Finite;
  readonly test: Finite;
}): Examples {
  const { train } = splits;
  let order: { seed: number; epoch: number; indices: Int32Array } | undefined;
  return {
    trainingCount: train.size,
    trainingBatch(seed, step, batchSize) {
      const batches = Math.ceil(train.size / batchSize);
      const epoch = Math.floor(step / batches);
      if (order?.seed !== seed || order.epoch !== epoch) {
        order = { seed, epoch, indices: shuffledIndices(createRng(seed, `epoch ${epoch}`), train.size) };
      }
      const start = (step % batches) * batchSize;
      return train.examples(order.indices.subarray(start, start + batchSize));
    },
    *heldOut(split, _seed, count) {
      const { size, examples } = splits[split === 'fresh' ? 'test' : split];
      let start = 0;
      for (const length of batchSizes(Math.min(count ?? size, size))) {
        yield examples(Int32Array.from({ length }, (_, i) => start + i));
        start += length;
      }
    },
  };
}

function* batchSizes(count: number): Generator<number> {
  for (let left = count; left > 0; left -= examplesPerBatch) yield Math.min(examplesPerBatch, left);
}

/**
 * A text for each example, the same for the same inputs and scored steps: how long a number is shows in these alone.
 * What a batch pads behind is no part of it.
 */
function keysOf({ inputs, mask }: SequenceBatch): string[] {
  const keys = rowsAsText(inputs);
  const masks = mask && rowsAsText(mask);
  return masks ? keys.map((key, i) => `${key} ${masks[i]}`) : keys;
}

function rowsAsText({ data, shape }: NdArray): string[] {
  const size = data.length / shape[0]!;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, 4 * data.length);
  const text = new TextDecoder('latin1'); // a character for every byte
  return Array.from({ length: shape[0]! }, (_, i) => {
    const row = bytes.subarray(4 * i * size, 4 * (i + 1) * size);
    return text.decode(row.subarray(0, row.findLastIndex((byte) => byte !== 0) + 1));
  });
}
