import type { ImageGrid } from '../data/chart.js';

/**
 * Handwritten digits with what each is, or was taken for.
 *
 * @example
 * digitImages('A digit', [{ caption: '7', pixels: new Float32Array(28 * 28) }]).kind; // → 'images'
 */
export function digitImages(
  title: string,
  digits: readonly {
    readonly caption: string;
    /** rows · columns values in [0, 1], row by row */
    readonly pixels: ArrayLike<number>;
    readonly columns?: number;
  }[],
): ImageGrid {
  return {
    kind: 'images',
    title,
    images: digits.map(({ pixels, columns, caption }) => ({ caption, pixels: pixelRows(pixels, columns) })),
  };
}

/** Pixels row by row as [row][column]. */
export function pixelRows(pixels: ArrayLike<number>, columns = 28): number[][] {
  return Array.from({ length: pixels.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => pixels[row * columns + column]!),
  );
}
