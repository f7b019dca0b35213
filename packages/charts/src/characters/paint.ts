import type { Painted } from '../data/words.js';

/** How many colours a screen has: those that every colour terminal has, or the 256 of xterm. */
export type Colours = 16 | 256;

/**
 * The colour of each paint. Of the 256, those that stand out from a white and from a black screen, at a contrast of 3 or
 * more; of the 16, which every terminal shows in shades of its own, those that usually do.
 */
const colours: Readonly<Record<Colours, Readonly<Record<string, string>>>> = {
  256: {
    ...series(['38;5;32', '38;5;166', '38;5;29', '38;5;169', '38;5;136', '38;5;30']),
    quiet: '38;5;244',
    good: '38;5;29',
    bad: '38;5;160',
    strong: '1',
  },
  16: { ...series(['34', '31', '32', '35', '33', '36']), quiet: '2', good: '32', bad: '31', strong: '1' },
};

function series(codes: readonly string[]): Record<string, string> {
  return Object.fromEntries(codes.map((code, i) => [`series${i}`, code]));
}

/** The paint of the i-th series: six, which then begin anew; symbols tell apart those of one colour. */
export const seriesPaint = (i: number) => `series${i % 6}` as const;

/** A line in the colours of a screen, which has none unless given; `write` says how its texts are written. */
export function paint(line: Painted, screen: Colours | undefined, write: (text: string) => string): string {
  return line.parts
    .map((part) => {
      if (typeof part === 'string') return write(part);
      const code = screen && colours[screen][part.paint];
      return code ? `\u001b[${code}m${write(part.text)}\u001b[0m` : write(part.text);
    })
    .join('');
}

/** How many characters a line takes. */
export const widthOf = ({ parts }: Painted) =>
  parts.reduce((sum, part) => sum + (typeof part === 'string' ? part : part.text).length, 0);
