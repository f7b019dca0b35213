import type { NdArray, SequenceDataset } from '../sequence.js';

/** The mask of batches that carry none: a many-to-one dataset scores the last step, the others all of them. */
export function scoredSteps(scheme: SequenceDataset['scheme'], inputs: NdArray): NdArray<Float32Array> {
  const [batchSize, time] = inputs.shape as [number, number];
  const data = new Float32Array(batchSize * time).fill(scheme === 'many-to-one' ? 0 : 1);
  for (let last = time - 1; last < data.length; last += time) data[last] = 1;
  return { data, shape: [batchSize, time] };
}
