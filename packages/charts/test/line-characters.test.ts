import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inCharacters } from '../src/characters/index.js';
import { type Colours, paint } from '../src/characters/paint.js';
import type { LineChart, LineSeries, Paint } from '../src/index.js';

const chart = (series: readonly LineSeries[], more: Partial<LineChart> = {}): LineChart => ({
  title: 'a chart',
  xLabel: 'x',
  yLabel: 'y',
  series,
  ...more,
});
const screen = { columns: 60, unicode: true };
/** What is drawn, row by row from the top, and what stands beside it. */
const rowsOf = (drawing: string) =>
  drawing.split('\n').flatMap((line) => {
    const [, name, drawn] = /^ *([^ │┤]*)[│┤](.*)$/.exec(line) ?? [];
    return drawn === undefined ? [] : [{ name, drawn }];
  });

describe('a line chart in characters', () => {
  const crossing = chart([
    { name: 'up', points: [[0, 0], [10, 10]] },
    { name: 'down', points: [[0, 10], [10, 0]] },
  ]); // biome-ignore format: points

  it('draws every line in its own symbol, and another one where lines meet', () => {
    const drawn = rowsOf(inCharacters(crossing, screen)).map(({ drawn }) => drawn);
    expect(drawn[0]).toMatch(/^x.* o/);
    expect(drawn.at(-1)).toMatch(/^o.* x/);
    expect(drawn.filter((row) => row!.includes('&'))).toHaveLength(1);
    expect(inCharacters(crossing, screen)).toContain('o up   x down   & several in one place');
  });

  it('draws a level as its legend says, from end to end, under the lines', () => {
    const points = [0, 10].map((x) => [x, 5] as const);
    const drawing = inCharacters(
      chart([{ name: 'guessing', reference: true, points }, crossing.series[0]!]),
      screen,
    );
    const level = rowsOf(drawing).find(({ drawn }) => drawn!.includes('-'))!.drawn!;
    expect(level).toMatch(/^-+o+-+$/);
    expect(drawing).toContain('- guessing   o up');
  });

  it('leaves no gap in a line, however steep', () => {
    const steep = chart([{ name: 'a', points: [0, 1, 2].map((x) => [x, x === 1 ? 1 : 0] as const) }]);
    expect(rowsOf(inCharacters(steep, screen)).every(({ drawn }) => drawn!.includes('o'))).toBe(true);
  });

  it('names no two places alike, whatever its values', () => {
    const value = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 2.3, max: 2.3001, noNaN: true }),
      fc.integer({ min: 0, max: 5000 }),
    );
    const points = fc.uniqueArray(fc.tuple(value, value), {
      minLength: 1,
      maxLength: 30,
      selector: ([x]) => x,
    });
    fc.assert(
      fc.property(points, fc.integer({ min: 30, max: 120 }), (points, columns) => {
        const sorted = [...points].sort(([a], [b]) => a - b);
        const drawing = inCharacters(chart([{ name: 'a', points: sorted }]), { columns, unicode: true });
        const names = rowsOf(drawing).flatMap(({ name }) => (name === '' ? [] : [name]));
        expect(names.length).toBeGreaterThan(0);
        expect(new Set(names).size).toBe(names.length);
        expect(Math.max(...drawing.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('tells a dozen lines apart', () => {
    const series = Array.from({ length: 12 }, (_, i) => ({ name: `line ${i}`, points: [[0, i], [1, i]] as const })); // biome-ignore format: points
    const drawing = inCharacters(chart(series), { columns: 80, unicode: true });
    const symbols = [...drawing.matchAll(/(\S) line \d+/g)].map(([, symbol]) => symbol);
    expect(new Set(symbols).size).toBe(12);
  });

  it('has colours only where the screen has, and the same characters', () => {
    const coloured = inCharacters(crossing, { ...screen, colours: 256 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    const escapes = /\u001b\[[\d;]*m/g;
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, '')).toBe(inCharacters(crossing, screen));
  });
});

describe('the 256 colours', () => {
  const paints: Paint[] = [
    'series0',
    'series1',
    'series2',
    'series3',
    'series4',
    'series5',
    'quiet',
    'good',
    'bad',
  ];
  const codeOf = (name: Paint, colours: Colours) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    /^\u001b\[([\d;]+)m/.exec(paint({ parts: [{ text: 'x', paint: name }] }, colours, (text) => text))![1]!;

  it.each(paints)('%s stands out from white and from black, at a contrast of 3 at least', (name) => {
    const luminance = luminanceOf(Number(codeOf(name, 256).split(';')[2]));
    expect(1.05 / (luminance + 0.05)).toBeGreaterThanOrEqual(3);
    expect((luminance + 0.05) / 0.05).toBeGreaterThanOrEqual(3);
  });

  it('of the six lines differ, and so do the 16', () => {
    for (const colours of [256, 16] as const)
      expect(new Set(paints.slice(0, 6).map((name) => codeOf(name, colours))).size).toBe(6);
  });
});

/** Relative luminance (WCAG 2) of one of xterm's colours: a cube of 6×6×6 from 16 on, greys from 232 on. */
function luminanceOf(code: number): number {
  const steps = [0, 95, 135, 175, 215, 255];
  const at = code - 16;
  const channels =
    code >= 232
      ? [0, 0, 0].map(() => 8 + 10 * (code - 232))
      : [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => steps[step]!);
  const [r, g, b] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
