import { IdxError, readIdx } from './idx.js';
import type { DigitImages } from './mnist.js';

/** The label of a digit nobody has named. */
const unlabelled = 255;
const size = 28;

/**
 * The images of an IDX file, plain or gzipped, that comes without its labels.
 *
 * @throws IdxError if it is none, or holds no images
 * @example
 * // An unsigned byte (8) along 3 axes: one image of 1 × 2.
 * const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 255, 0);
 * const { count, rows, columns } = await readIdxImages(bytes, 'my digits');
 * [count, rows, columns]; // → [1, 1, 2]
 */
export async function readIdxImages(bytes: Uint8Array, name: string): Promise<DigitImages> {
  const { data, shape } = await readIdx(bytes, name);
  if (shape.length !== 3) throw new IdxError(`${name}: expected images, received shape [${shape}]`);
  const [count, rows, columns] = shape as [number, number, number];
  if (count === 0) throw new IdxError(`${name}: expected images, received none`);
  return { pixels: data, labels: new Uint8Array(count).fill(unlabelled), count, rows, columns };
}

/**
 * A picture as decoders give it: 1 to 4 channels, the even ones with alpha last, or of a palette, of
 * 1 to 16 bits.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly depth: number;
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  readonly palette?: readonly (readonly number[])[];
}

/**
 * A picture of 28 × 28 as a digit. Its paper is what its border shows most, so that dark on light and light on dark both
 * read.
 *
 * @throws RangeError if it has another size, more or fewer numbers than that, or colours that its palette lacks
 * @example
 * // Black ink on white paper becomes what MNIST has, bright on dark.
 * const data = new Uint8Array(28 * 28).fill(255);
 * data[14 * 28 + 14] = 0;
 * const { pixels } = digitOfPicture({ width: 28, height: 28, channels: 1, depth: 8, data });
 * [pixels[0], pixels[14 * 28 + 14]]; // → [0, 255]
 */
export function digitOfPicture({ width, height, channels, depth, palette, data }: Picture): DigitImages {
  if (width !== size || height !== size) {
    throw new RangeError(`expected ${size} × ${size} pixels, received ${width} × ${height}`);
  }
  if (data.length !== size * size * channels)
    throw new RangeError(`expected ${size * size * channels} numbers, received ${data.length}`);
  const full = 2 ** depth - 1;
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const own = data.subarray(i * channels, (i + 1) * channels);
    const colour = palette ? palette[own[0]!] : Array.from(own, (value) => (255 * value) / full);
    if (!colour)
      throw new RangeError(`expected colours of its palette of ${palette!.length}, received ${own[0]}`);
    return brightness(colour);
  });
  const border = pixels.filter((_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return row === 0 || column === 0 || row === size - 1 || column === size - 1;
  });
  const isLight = border.filter((value) => value > 127).length > border.length / 2;
  return {
    pixels: isLight ? pixels.map((value) => 255 - value) : pixels,
    labels: Uint8Array.of(unlabelled),
    count: 1,
    rows: size,
    columns: size,
  };
}

/** Of grey, grey and alpha, colour, or colour and alpha, on white paper; weights of ITU-R BT.601. */
function brightness(pixel: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = pixel.length < 3 ? [pixel[0], pixel[0], pixel[0]] : pixel;
  const alpha = (pixel.length % 2 === 0 ? pixel.at(-1)! : 255) / 255;
  return (0.299 * red + 0.587 * green + 0.114 * blue) * alpha + 255 * (1 - alpha);
}
