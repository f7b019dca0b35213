type Colour = readonly [red: number, green: number, blue: number];

/** From little to much: dark violet over red to light yellow, each step as visible as the others, in print and to the colour-blind. */
const sequential: readonly Colour[] = [
  [20, 11, 52],
  [86, 21, 110],
  [159, 42, 99],
  [219, 80, 59],
  [249, 142, 9],
  [247, 230, 140],
];

/** From −1 over 0 to 1: blue, grey, orange. */
const diverging: readonly Colour[] = [
  [16, 82, 160],
  [104, 159, 209],
  [226, 226, 226],
  [240, 160, 92],
  [178, 73, 12],
];

/** The colour at a place in [0, 1] between the first and the last. */
function between(colours: readonly Colour[], place: number): Colour {
  const at = place * (colours.length - 1);
  const i = Math.min(Math.floor(at), colours.length - 2);
  const [from, to] = [colours[i]!, colours[i + 1]!];
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * (at - i);
  return [mix(0), mix(1), mix(2)];
}

/** Colours for places in [0, 1]. */
export interface Scale {
  /** 256 of them, as the bytes red, green, blue, opaque. */
  readonly shades: Uint32Array;
  /** All of them side by side, for a legend. */
  readonly css: string;
}

function scaleOf(colours: readonly Colour[]): Scale {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) bytes.set([...between(colours, i / 255), 255], 4 * i);
  const stops = colours.map((colour) => `rgb(${colour.join(' ')})`);
  return {
    shades: new Uint32Array(bytes.buffer),
    css: `linear-gradient(to right, ${stops.join(', ')})`,
  };
}

export const amount = scaleOf(sequential);
export const signed = scaleOf(diverging);
/** From paper to ink. */
export const ink = scaleOf([
  [255, 255, 255],
  [0, 0, 0],
]);

/** Paints a matrix, a pixel an entry; the page stretches it. What has no place stays open. */
export function paint(
  canvas: HTMLCanvasElement,
  rows: number,
  columns: number,
  { shades }: Scale,
  placeAt: (row: number, column: number) => number | undefined,
): void {
  const [width, height] = [Math.max(1, columns), Math.max(1, rows)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = placeAt(row, column);
      if (place === undefined) continue;
      pixels[row * width + column] = shades[Math.round(255 * Math.min(1, Math.max(0, place)))]!;
    }
  }
  context.putImageData(image, 0, 0);
}
