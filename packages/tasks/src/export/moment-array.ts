import type { NamedArray } from '@unrolled/cells';
import type { Moment } from '../spec/standardization.js';

/** One number, or one for every feature, as an array of float32. */
export function momentArray(moment: Moment): NamedArray {
  const data = Float32Array.from([moment].flat() as number[]);
  return { data, shape: [data.length] };
}
