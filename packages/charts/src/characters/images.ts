import type { CaptionedImage, ImageGrid } from '../data/chart.js';

const shades = [...' .:-=+*#%@'];

/** Images in characters, as many beside each other as there is room for, each over its caption. */
export function imageCharacters({ images }: ImageGrid, columns: number, unicode: boolean): string[] {
  const width = Math.max(...images.map(({ pixels }) => pixels[0]!.length));
  const inRow = Math.max(1, Math.floor((columns + 2) / (width + 2)));
  const lines: string[] = [];
  for (let from = 0; from < images.length; from += inRow) {
    const beside = images
      .slice(from, from + inRow)
      .map((image) => [
        ...(unicode ? blocks(image) : letters(image)),
        image.caption.padStart(Math.floor((width + image.caption.length) / 2)),
      ]);
    const height = Math.max(...beside.map(({ length }) => length));
    for (let line = 0; line < height; line++) {
      lines.push(
        beside
          .map((image) => (image[line] ?? '').padEnd(width))
          .join('  ')
          .trimEnd(),
      );
    }
    lines.push('');
  }
  return lines.slice(0, -1);
}

/** Two rows of pixels in a line of half blocks. */
function blocks({ pixels }: CaptionedImage): string[] {
  return pairs(pixels, (above, below) => ' ▄▀█'[2 * Number(above >= 0.5) + Number(below >= 0.5)]!);
}

/** Two rows of pixels in a line of letters, the more ink the fuller. */
function letters({ pixels }: CaptionedImage): string[] {
  return pairs(pixels, (above, below) => shades[Math.round(((above + below) / 2) * (shades.length - 1))]!);
}

function pairs(
  pixels: CaptionedImage['pixels'],
  character: (above: number, below: number) => string,
): string[] {
  return Array.from({ length: Math.ceil(pixels.length / 2) }, (_, line) =>
    pixels[2 * line]!.map((above, x) => character(above, pixels[2 * line + 1]?.[x] ?? 0)).join(''),
  );
}
