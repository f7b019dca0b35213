import type { LineChart, LineSeries } from '../data/chart.js';
import { evenly } from '../data/evenly.js';
import { placeName, xsOf } from '../data/series.js';
import { linearTicks, logarithmicTicks } from '../data/ticks.js';
import type { Paint, Painted } from '../data/words.js';
import { between, legend } from './legend.js';
import { seriesPaint, widthOf } from './paint.js';

const symbols = [...'ox+*#@%$=~^v'];
/** Where several series meet. */
const together = '&';
const reference = '-';

const height = 11;
const [narrowest, widest] = [12, 80];

/**
 * A line chart in characters. Every series is drawn in a symbol of its own, so that it reads without colour, and where
 * several meet there is another one; a reference is a level that they cover.
 */
export function lineCharacters(chart: LineChart, columns: number): Painted[] {
  const scaled = chart.series.map((line) => ({
    ...line,
    points: chart.logarithmic ? line.points.map(([x, y]) => [x, Math.log10(y)] as const) : line.points,
  }));
  const down = yAxis(chart, scaled);
  const edge = Math.max(...[...down.names.values()].map(({ length }) => length));
  const width = Math.max(narrowest, Math.min(widest, columns - edge - 1));
  const across = xAxis(xsOf(chart.series), width);
  const marks = marksOf(chart.series);
  const cells = scaled.map(({ points }) => cellsOf(points.map(([x, y]) => [across.place(x), down.place(y)])));
  const taken = Array.from({ length: width * height }, (_, cell) => {
    const here = marks.filter((_, i) => cells[i]!.has(`${cell % width} ${Math.floor(cell / width)}`));
    const lines = here.filter(({ symbol }) => symbol !== reference);
    return lines.length > 1 ? meeting : (lines[0] ?? here[0]);
  });
  const rows = Array.from({ length: height }, (_, row): Painted => {
    const name = down.names.get(row);
    const drawn = taken.slice(row * width, (row + 1) * width);
    const last = drawn.findLastIndex((mark) => mark);
    return {
      parts: [
        `${(name ?? '').padStart(edge)}${name === undefined ? '│' : '┤'}`,
        ...drawn.slice(0, last + 1).map((mark) => (mark ? { text: mark.symbol, paint: mark.paint } : ' ')),
      ],
    };
  });
  const entries = chart.series.map(({ name }, i) => entry(marks[i]!, name));
  if (taken.includes(meeting)) entries.push(entry(meeting, 'several in one place'));
  const indent = ' '.repeat(edge);
  return [
    plain(chart.yLabel),
    ...rows,
    plain(`${indent}└${across.line}`),
    plain(`${indent} ${across.names}`.trimEnd()),
    plain(`${indent} ${chart.xLabel.padStart(Math.floor((width + chart.xLabel.length) / 2))}`),
    plain(''),
    ...legend(entries, columns, widthOf).map((line) => ({
      parts: line.flatMap(({ parts }, i) => (i === 0 ? parts : [between, ...parts])),
    })),
  ];
}

/** What a series is drawn with. */
interface Mark {
  readonly symbol: string;
  readonly paint: Paint;
}

const meeting: Mark = { symbol: together, paint: 'strong' };

function marksOf(series: readonly LineSeries[]): Mark[] {
  let drawn = 0;
  return series.map((line) => {
    if (line.reference) return { symbol: reference, paint: 'quiet' };
    const mark = { symbol: symbols[drawn % symbols.length]!, paint: seriesPaint(drawn) };
    drawn++;
    return mark;
  });
}

const plain = (text: string): Painted => ({ parts: [text] });
const entry = ({ symbol, paint }: Mark, name: string): Painted => ({
  parts: [{ text: symbol, paint }, ` ${name}`],
});

/** Every cell that a line through these places goes through, as `column row`; in one column the mean of its places. */
function cellsOf(places: readonly (readonly [column: number, row: number])[]): Set<string> {
  const columns = new Map<number, number[]>();
  for (const [column, row] of places) columns.set(column, [...(columns.get(column) ?? []), row]);
  const means = [...columns]
    .map(([column, rows]) => [column, rows.reduce((sum, row) => sum + row, 0) / rows.length] as const)
    .sort(([a], [b]) => a - b);
  const cells = new Set<string>();
  let [before, above] = means[0] ?? [0, 0];
  cells.add(`${before} ${Math.round(above)}`);
  for (const [column, row] of means.slice(1)) {
    let last = Math.round(above);
    for (let x = before + 1; x <= column; x++) {
      const y = Math.round(above + ((row - above) * (x - before)) / (column - before));
      // Where a line is steep, it goes through several rows of a column.
      for (let down = Math.min(y, last + 1); down <= Math.max(y, last - 1); down++) cells.add(`${x} ${down}`);
      last = y;
    }
    [before, above] = [column, row];
  }
  return places.length > 0 ? cells : new Set();
}

/** Where a value lies, as a row from the top with its fraction, and what stands beside the rows. */
function yAxis({ yRange, logarithmic }: LineChart, series: readonly LineSeries[]) {
  const values = series.flatMap(({ points }) => points.map(([, y]) => y));
  let [low, high] = yRange ?? [Math.min(...values), Math.max(...values)];
  if (!(high > low)) [low, high] = [low - 0.5, low + 0.5];
  const { step } = linearTicks(low, high, 5);
  // From one tick to another, where the chart does not say.
  if (!logarithmic && !yRange) [low, high] = [step * Math.floor(low / step), step * Math.ceil(high / step)];
  const place = (y: number) => ((high - y) / (high - low)) * (height - 1);
  const named = logarithmic
    ? logarithmicTicks(low, high).map((value) => [Math.log10(value), value.toExponential(0)] as const)
    : linearTicks(low, high, (high - low) / step).ticks.map((value) => [value, nameOf(value, step)] as const);
  const names = new Map<number, string>();
  for (const [value, name] of named) {
    const row = Math.round(place(value));
    if (!names.has(row) && ![...names.values()].includes(name)) names.set(row, name);
  }
  if (names.size === 0) names.set(0, (10 ** high).toExponential(1)); // between two powers of ten
  return { place, names };
}

/** Which column a value has, and the line below the chart with what stands under it. */
function xAxis(xs: readonly number[], width: number) {
  const [low, high] = [xs[0] ?? 0, xs.at(-1) ?? 0];
  const place = (x: number) =>
    high > low ? Math.round(((x - low) / (high - low)) * (width - 1)) : Math.floor(width / 2);
  const few = xs.length <= width / 8;
  const { ticks, step } = linearTicks(low, Math.max(high, low + 1), Math.max(3, Math.floor(width / 10)));
  const counts = xs.every(Number.isInteger);
  const chosen = few ? xs : ticks.filter((x) => x <= high && (!counts || Number.isInteger(x)));
  const shown = few ? evenly(chosen.length, width / 6).map((i) => chosen[i]!) : chosen;
  const line = Array.from({ length: width }, () => '─');
  const names = Array.from({ length: width }, () => ' ');
  let free = 0;
  for (const x of shown) {
    const name = few ? placeName(x) : nameOf(x, step);
    const column = place(x);
    const from = Math.max(0, Math.min(width - name.length, column - Math.floor(name.length / 2)));
    if (from < free) continue;
    names.splice(from, name.length, ...name);
    line[column] = '┬';
    free = from + name.length + 1;
  }
  return { place, line: line.join(''), names: names.join('') };
}

/** A multiple of `step`, in as many digits as tell it from the next one. */
function nameOf(value: number, step: number): string {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (digits > 4 || Math.abs(value) >= 1e6) {
    const significant = Math.floor(Math.log10(Math.abs(value) / step) + 1e-9);
    return value === 0 ? '0' : value.toExponential(Math.max(0, significant));
  }
  return value.toFixed(digits);
}
