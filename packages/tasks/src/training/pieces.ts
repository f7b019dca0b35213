import type { NdArray, SequenceBatch } from '@unrolled/datasets';

/** The same examples in the same order, at most `most` in a batch. */
export function* inPieces(batches: Iterable<SequenceBatch>, most: number): Generator<SequenceBatch> {
  for (const batch of batches) {
    const [count] = batch.inputs.shape;
    if (count! <= most) yield batch;
    else
      for (let from = 0; from < count!; from += most)
        yield examplesOf(batch, from, Math.min(count!, from + most));
  }
}

/**
 * The examples of a batch in [from, to), as a batch.
 *
 * @example
 * examplesOf(parity({ length: 4 }).batch(createRng(1), 32), 0, 8).inputs.shape; // → [8, 4, 1]
 */
export function examplesOf(
  { inputs, targets, mask }: SequenceBatch,
  from: number,
  to: number,
): SequenceBatch {
  const cut = <A extends NdArray>({ data, shape: [count, ...rest] }: A): A => {
    const size = data.length / count!;
    return { data: data.subarray(from * size, to * size), shape: [to - from, ...rest] } as NdArray as A;
  };
  return { inputs: cut(inputs), targets: cut(targets), ...(mask && { mask: cut(mask) }) };
}
