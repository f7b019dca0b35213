import type { NdArray, SequenceBatch } from './sequence.js';

/**
 * What a decoder is fed under teacher forcing: at step 0 the value `start`, at step t the target of step
 * t − 1.
 *
 * @param batch targets [batch, time, outputSize]
 * @returns [batch, time, outputSize]
 * @throws RangeError if the targets do not have three dimensions
 * @example
 * // The sum 011, a step later.
 * teacherForcingInputs(binaryAddition({ scheme: 'encoder-decoder', maxDigits: 2 }).encode(2, 1)).data; // → [0, 0, 1]
 */
export function teacherForcingInputs({ targets }: SequenceBatch, start = 0): NdArray<Float32Array> {
  const [batchSize, time, outputSize] = targets.shape;
  if (targets.shape.length !== 3 || !batchSize || !time || !outputSize) {
    throw new RangeError(
      `teacherForcingInputs: targets must be [batch, time, outputSize], received shape [${targets.shape}]`,
    );
  }
  const stride = time * outputSize;
  const data = new Float32Array(targets.data.length).fill(start);
  for (let example = 0; example < batchSize; example++) {
    const first = example * stride;
    data.set(targets.data.subarray(first, first + stride - outputSize), first + outputSize);
  }
  return { data, shape: targets.shape };
}
