import type { SequenceBatch } from '@unrolled/datasets';
import { type TensorBatch, toTensors } from '@unrolled/datasets/tensors';
import { type Standardization, standardize } from '../spec/standardization.js';

/** A batch as a model reads it. */
export function toModelTensors(batch: SequenceBatch, by: Standardization | undefined): TensorBatch {
  return toTensors(standardize(batch, by));
}
