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
  const at = Math.min(1, Math.max(0, place)) * (colours.length - 1);
  const i = Math.min(Math.floor(at), colours.length - 2);
  const [from, to] = [colours[i]!, colours[i + 1]!];
  const mix = (channel: 0 | 1 | 2) => from[channel] + (to[channel] - from[channel]) * (at - i);
  return [mix(0), mix(1), mix(2)];
}

export const amount = (place: number): Colour => between(sequential, place);
export const signed = (place: number): Colour => between(diverging, place);

/** Places of a scale as a CSS gradient. */
export const gradientOf = (scale: (place: number) => Colour): string =>
  `linear-gradient(to right, ${Array.from(
    { length: 11 },
    (_, i) =>
      `rgb(${scale(i / 10)
        .map(Math.round)
        .join(' ')})`,
  ).join(', ')})`;

/** Paints a matrix, a pixel an entry; the page stretches it. */
export function paint(
  canvas: HTMLCanvasElement,
  rows: number,
  columns: number,
  colourAt: (row: number, column: number) => Colour | undefined,
): void {
  canvas.width = Math.max(1, columns);
  canvas.height = Math.max(1, rows);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const colour = colourAt(row, column);
      if (colour) image.data.set([...colour, 255], 4 * (row * canvas.width + column));
    }
  }
  context.putImageData(image, 0, 0);
}
