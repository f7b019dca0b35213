import type { HeatMap } from '../data/chart.js';
import { evenly } from '../data/evenly.js';
import { plainLegend } from './legend.js';
import { shade, shades } from './shades.js';

const mostRows = 24;

/** A heat map in characters: its numbers where it has them and they fit, else a shade for each value. */
export function heatMapCharacters(chart: HeatMap, columns: number): string[] {
  const numbers = chart.numbered ? numberedLines(chart) : [];
  const fits = numbers.every((line) => line.length <= columns);
  const body = chart.numbered && fits ? numbers : shadedLines(chart, columns);
  const axes = plainLegend([`down: ${chart.yLabel}`, `across: ${chart.xLabel}`], columns);
  return [...axes, '', ...body];
}

function numberedLines({ rows, columns, values }: HeatMap): string[] {
  const width = 1 + Math.max(...[...columns, ...values.flat().map(String)].map(({ length }) => length));
  const edge = Math.max(...rows.map(({ length }) => length));
  const line = (name: string, cells: readonly (string | number)[]) =>
    `${name.padStart(edge)} ${cells.map((cell) => String(cell).padStart(width)).join('')}`;
  return [line('', columns), ...rows.map((name, y) => line(name, values[y]!))];
}

/** Every value as a shade; of rows or columns that do not fit, an even choice is shown. */
function shadedLines(chart: HeatMap, width: number): string[] {
  const { range, valueLabel } = chart;
  const edge = Math.max(...chart.rows.map(({ length }) => length));
  const room = width - edge - 3;
  const across = evenly(chart.columns.length, room);
  const down = evenly(chart.rows.length, mostRows);
  const cell = Math.max(1, Math.min(3, Math.floor(room / across.length)));
  const lines = down.map((y) => {
    const cells = across.map((x) => shadeOf(chart.values[y]![x]!, chart).repeat(cell)).join('');
    return `${chart.rows[y]!.padStart(edge)} │${cells}│`;
  });
  const names = across.map((x) => chart.columns[x]!);
  const header = names.every(({ length }) => length <= Math.max(1, cell - 1))
    ? [`${' '.repeat(edge + 2)}${names.map((name) => name.padEnd(cell)).join('')}`.trimEnd()]
    : [`${' '.repeat(edge + 2)}${ends(names, cell * across.length)}`];
  return [
    ...header,
    ...lines,
    '',
    ...plainLegend(
      [`${valueLabel}:`, ...shades.map((mark, i) => `'${mark}' ${short(level(range, i))}`)],
      width,
    ),
    ...(down.length < chart.rows.length ? [`${down.length} of ${chart.rows.length} rows`] : []),
    ...(across.length < chart.columns.length ? [`${across.length} of ${chart.columns.length} columns`] : []),
  ];
}

/** The first and the last name at the ends of a line. */
function ends(names: readonly string[], width: number): string {
  const [first, last] = [names[0]!, names.at(-1)!];
  return `${first}${last.padStart(Math.max(1, width - first.length))}`;
}

function shadeOf(value: number, { range: [low, high], numbered }: HeatMap): string {
  // A count above none must not look like none.
  return shade((value - low) / (high - low), numbered ? Math.ceil : Math.round);
}

const level = ([low, high]: HeatMap['range'], i: number) => low + ((high - low) * i) / (shades.length - 1);
const short = (value: number) => String(Number(value.toPrecision(3)));
