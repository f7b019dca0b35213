import { createRng } from '../rng.js';
import type { NdArray, SequenceBatch, SequenceDataset } from '../sequence.js';
import { scoredSteps } from './scored-steps.js';

/** Examples that can be read from the start as often as needed, a batch at a time. */
export interface ExampleSource {
  /** The shape of each array without its first dimension, and its element type. */
  readonly arrays: Readonly<
    Record<ArrayName, { readonly shape: readonly number[]; readonly integer: boolean }>
  >;
  readonly count: number;
  batches(): Generator<ExportedBatch>;
}

export const arrayNames = ['inputs', 'targets', 'mask'] as const;
export type ArrayName = (typeof arrayNames)[number];
export type ExportedBatch = Readonly<Record<ArrayName, NdArray>>;

/** A dataset that ends, and whose examples can be taken by position. */
export interface FiniteDataset extends SequenceDataset {
  readonly size: number;
  examples(positions: ArrayLike<number>): SequenceBatch;
}

export const isFiniteDataset = (dataset: SequenceDataset): dataset is FiniteDataset =>
  'size' in dataset && 'examples' in dataset;

/** About this many numbers are in memory at a time. */
const numbersPerBatch = 2 ** 16;

/** The first `count` examples: of a finite dataset in their order, of any other those that `seed` draws. */
export function exampleSource(dataset: SequenceDataset, count: number, seed: number): ExampleSource {
  const withMask = (batch: SequenceBatch): ExportedBatch => ({
    inputs: batch.inputs,
    targets: batch.targets,
    mask: batch.mask ?? scoredSteps(dataset.scheme, batch.inputs),
  });
  const reader = isFiniteDataset(dataset)
    ? () => (start: number, size: number) =>
        dataset.examples(Int32Array.from({ length: size }, (_, i) => start + i))
    : () => {
        const rng = createRng(seed);
        return (_: number, size: number) => dataset.batch(rng, size);
      };
  const one = withMask(reader()(0, 1));
  const numbers = arrayNames.reduce((sum, name) => sum + one[name].data.length, 0);
  const batchSize = Math.max(1, Math.floor(numbersPerBatch / numbers));
  const form = ({ data, shape }: NdArray) => ({ shape: shape.slice(1), integer: data instanceof Int32Array });
  return {
    arrays: { inputs: form(one.inputs), targets: form(one.targets), mask: form(one.mask) },
    count,
    *batches() {
      const read = reader();
      for (let start = 0; start < count; start += batchSize) {
        yield withMask(read(start, Math.min(batchSize, count - start)));
      }
    },
  };
}
