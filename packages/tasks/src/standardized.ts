import type { SequenceBatch, SequenceDataset } from '@unrolled/datasets';

/** (x − mean)/deviation for every input. */
export interface Standardization {
  readonly mean: number;
  readonly deviation: number;
}

/** The batch with every input x as (x − mean)/deviation. */
export function standardize<B extends SequenceBatch>(batch: B, { mean, deviation }: Standardization): B {
  const { data, shape } = batch.inputs;
  return { ...batch, inputs: { data: data.map((value) => (value - mean) / deviation), shape } };
}

/**
 * The dataset with inputs of mean 0 and deviation 1, which gradient descent learns from more evenly (LeCun,
 * Bottou, Orr and Müller, "Efficient BackProp", 1998): fair bits, say, as ±1.
 */
export function standardized(dataset: SequenceDataset, by: Standardization | undefined): SequenceDataset {
  if (!by) return dataset;
  return { ...dataset, batch: (rng, batchSize) => standardize(dataset.batch(rng, batchSize), by) };
}

/** Of a fair bit: as ±1. */
export const fairBit: Standardization = { mean: 0.5, deviation: 0.5 };

/** Of an integer uniform on `from` … `to`. */
export function uniformInteger(from: number, to: number): Standardization {
  return { mean: (from + to) / 2, deviation: Math.sqrt(((to - from + 1) ** 2 - 1) / 12) };
}
