import type { SequenceBatch } from '@unrolled/datasets';

/** (x − mean)/deviation for every input: the same for all features, or a number for each. */
export interface Standardization {
  readonly mean: Moment;
  readonly deviation: Moment;
}

export type Moment = number | readonly number[];

/**
 * A moment for each of so many features.
 *
 * @example
 * ofEach(0.5, 3); // → [0.5, 0.5, 0.5]
 */
export function ofEach(moment: Moment, size: number): number[] {
  return Array.from({ length: size }, (_, k) => (typeof moment === 'number' ? moment : moment[k]!));
}

/**
 * The batch with inputs of mean 0 and deviation 1, where it is said how, which gradient descent learns from
 * more evenly (LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998).
 *
 * @example
 * const batch = { inputs: { data: Float32Array.of(0, 1), shape: [1, 2, 1] }, targets: { data: Float32Array.of(1), shape: [1, 1] } };
 * standardize(batch, fairBit).inputs.data; // → [-1, 1]
 */
export function standardize(batch: SequenceBatch, by: Standardization | undefined): SequenceBatch {
  if (!by) return batch;
  const { data, shape } = batch.inputs;
  const size = shape[2]!;
  const [mean, deviation] = [ofEach(by.mean, size), ofEach(by.deviation, size)];
  const standardized = new Float32Array(data.length);
  for (let k = 0; k < size; k++) {
    const [subtracted, divisor] = [mean[k]!, deviation[k]!];
    for (let i = k; i < data.length; i += size) standardized[i] = (data[i]! - subtracted) / divisor;
  }
  return { ...batch, inputs: { data: standardized, shape } };
}

/** Of a fair bit: as ±1. */
export const fairBit: Standardization = { mean: 0.5, deviation: 0.5 };

/**
 * Of an integer uniform on `from` … `to`.
 *
 * @example
 * uniformInteger(0, 9); // → { mean: 4.5, deviation: 2.872 }
 */
export function uniformInteger(from: number, to: number): Standardization {
  return { mean: (from + to) / 2, deviation: Math.sqrt(((to - from + 1) ** 2 - 1) / 12) };
}
