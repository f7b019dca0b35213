import {
  createRng,
  type DigitDataset,
  type SequenceBatch,
  type SequenceDataset,
  shuffledIndices,
} from '@unrolled/datasets';

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
}

const examplesPerBatch = 500;

/** Every batch drawn anew, so that no example is likely to be seen twice. */
export function endlessExamples(dataset: SequenceDataset, { heldOutCount = 2000 } = {}): Examples {
  return {
    trainingBatch: (seed, step, batchSize) => dataset.batch(createRng(seed, `training ${step}`), batchSize),
    *heldOut(split, seed, count = heldOutCount) {
      const rng = createRng(seed, split);
      for (const size of batchSizes(count)) yield dataset.batch(rng, size);
    },
  };
}

/** A finite set: an epoch is every training example once, in an order of its own. */
export function finiteExamples(splits: {
  readonly train: DigitDataset;
  readonly validation: DigitDataset;
  readonly test: DigitDataset;
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
