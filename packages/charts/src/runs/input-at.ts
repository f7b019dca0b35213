import type { SequenceBatch } from '@unrolled/datasets';

/** What is read at a step in a few characters: the class of a one-hot row, or a few integers; else nothing. */
export function inputAt({ data, shape }: SequenceBatch['inputs'], t: number): string | undefined {
  const size = shape[2]!;
  const row = data.subarray(t * size, (t + 1) * size);
  if (size > 2 && row.every((value) => value === 0 || value === 1)) {
    return row.filter((value) => value === 1).length === 1 ? String(row.indexOf(1)) : undefined;
  }
  return size <= 2 && row.every(Number.isInteger) ? row.join(' ') : undefined;
}
