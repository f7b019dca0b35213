import type { NdArray, SequenceBatch } from '@unrolled/datasets';

/** The examples of a batch from `start` to before `end`, as a batch. */
export function someExamples(
  { inputs, targets, mask }: SequenceBatch,
  start: number,
  end: number,
): SequenceBatch {
  const some = <A extends NdArray>({ data, shape: [count, ...rest] }: A): A => {
    const size = data.length / count!;
    const kept = data.subarray(start * size, end * size);
    return { data: kept, shape: [kept.length / size, ...rest] } as NdArray as A;
  };
  return { inputs: some(inputs), targets: some(targets), ...(mask && { mask: some(mask) }) };
}
