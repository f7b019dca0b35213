import { createRng } from '../rng.js';
import { shuffledIndices } from '../shuffle.js';

/** The four ways to read an image as a sequence. */
export const pixelOrders = ['rows', 'columns', 'pixels', 'permuted-pixels'] as const;
export type PixelOrder = (typeof pixelOrders)[number];

/** How an image is read: what comes k-th is pixel `pixels[k]`, `inputSize` of them a step. */
export interface ReadingOrder {
  readonly pixels: Int32Array;
  readonly time: number;
  readonly inputSize: number;
}

/** 'permuted-pixels' is one fixed permutation, always the same, so that results compare. */
export function readingOrder(order: PixelOrder, rows: number, columns: number): ReadingOrder {
  const count = rows * columns;
  const inPlace = Int32Array.from({ length: count }, (_, k) => k);
  switch (order) {
    case 'rows':
      return { pixels: inPlace, time: rows, inputSize: columns };
    case 'columns': {
      const transposed = inPlace.map((k) => (k % rows) * columns + Math.floor(k / rows));
      return { pixels: transposed, time: columns, inputSize: rows };
    }
    case 'pixels':
      return { pixels: inPlace, time: count, inputSize: 1 };
    case 'permuted-pixels': {
      const permuted = shuffledIndices(createRng(0, 'permuted pixels'), count);
      return { pixels: permuted, time: count, inputSize: 1 };
    }
  }
}
