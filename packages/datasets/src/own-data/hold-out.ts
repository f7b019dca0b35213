import { createRng } from '../rng.js';
import { shuffledIndices } from '../shuffle.js';
import type { Sequences } from './sequences.js';

/** Which sequences are trained on, and which are held out. */
export interface Parts {
  readonly training: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Of what is there, as much is held out for each purpose. */
const share = 0.1;

/**
 * Holds out a tenth for each of the purposes named: sequences drawn by a seed; of windows of a series its end, the test
 * part last, and no window that reaches from one part into another.
 *
 * @throws RangeError if there are too few to hold any out
 */
export function heldOutOf(
  { file, count, series, from, lengths, targetFrom, targetLengths }: Sequences,
  seed: number,
  purposes: readonly ('validation' | 'test')[],
): Parts {
  const few = (what: string) =>
    new RangeError(
      `${file}: ${what} too few to hold out some; give --validation and --test files of their own, or more`,
    );
  if (series) {
    const parts = { training: [] as number[], validation: [] as number[], test: [] as number[] };
    const ends = series.map(([start, end]) => {
      const part = Math.ceil(share * (end - start));
      return purposes.map((_, i) => end - part * (purposes.length - i));
    });
    let at = 0;
    for (let i = 0; i < count; i++) {
      while (from[i]! >= series[at]![1]) at++;
      const last = Math.max(from[i]! + lengths[i]!, targetFrom[i]! + targetLengths[i]!) - 1;
      const place = (row: number) => ends[at]!.filter((end) => row >= end).length;
      const part = place(from[i]!);
      if (part !== place(last)) continue;
      parts[part === 0 ? 'training' : purposes[part - 1]!].push(i);
    }
    const empty = ['training' as const, ...purposes].find((part) => parts[part].length === 0);
    if (empty) throw few(count === 1 ? 'its one window is' : `its ${count} windows are`);
    return {
      training: Int32Array.from(parts.training),
      validation: Int32Array.from(parts.validation),
      test: Int32Array.from(parts.test),
    };
  }
  const each = Math.max(1, Math.round(share * count));
  if (count < purposes.length + 1) throw few(count === 1 ? 'one sequence is' : `${count} sequences are`);
  const shuffled = shuffledIndices(createRng(seed, 'held out'), count);
  const part = (purpose: 'validation' | 'test') => {
    const at = purposes.indexOf(purpose);
    return at === -1 ? new Int32Array(0) : shuffled.slice(at * each, (at + 1) * each).sort();
  };
  return {
    training: shuffled.slice(purposes.length * each).sort(),
    validation: part('validation'),
    test: part('test'),
  };
}
