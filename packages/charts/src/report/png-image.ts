import { encode } from 'fast-png';

/**
 * A small picture as a data URI, to be shown as large as it is needed.
 *
 * @param pixels [row][column][channel], one channel for grey or three for red, green and blue, 0 to 255
 */
export function pngImage(pixels: readonly (readonly (readonly number[])[])[]): string {
  const channels = pixels[0]![0]!.length;
  const data = Uint8Array.from(pixels.flat(2));
  const png = encode({ width: pixels[0]!.length, height: pixels.length, data, channels, depth: 8 });
  const bytes = Array.from(png, (byte) => String.fromCharCode(byte)).join('');
  return `data:image/png;base64,${btoa(bytes)}`;
}
