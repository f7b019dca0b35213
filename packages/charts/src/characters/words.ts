import type { Chart } from '../data/chart.js';
import type { Table, Words } from '../data/words.js';
import { visible } from '../words/visible.js';
import { ascii } from './ascii.js';
import { heatMapCharacters } from './heat-map.js';
import { imageCharacters } from './images.js';
import { lineCharacters } from './lines.js';
import { tableCharacters } from './table.js';
import { wrap } from './wrap.js';

/** What the place where characters are shown can show. */
export interface Screen {
  /** Characters a line holds; undefined where nobody says, as in a pipe: lines are not broken, charts take 80. */
  readonly columns?: number;
  /** Whether characters outside ASCII arrive as they are. */
  readonly unicode: boolean;
}

/**
 * Words in characters that the screen has, without colour, in as many columns as it has; whatever stands in them, nothing
 * reaches the screen but what it is to show.
 */
export function inCharacters(words: Words, screen: Screen): string {
  const text = visible(write(words, screen));
  const shown = screen.unicode ? text : ascii(text);
  return screen.columns ? wrap(shown, screen.columns) : shown;
}

function write(words: Words, screen: Screen): string {
  if (typeof words === 'string') return words;
  if ('head' in words) return tableCharacters(inLines(words), screen.columns);
  if ('title' in words) return [words.title, '', ...chartCharacters(words, screen)].join('\n');
  return words.map((part) => write(part, screen)).join('\n');
}

/** The table, each of its cells in one line. */
function inLines({ head, rows }: Table): Table {
  const inLine = (text: string) => visible(text).replaceAll('\n', '\\n');
  return { head: head.map(inLine), rows: rows.map((row) => row.map(inLine)) };
}

function chartCharacters(chart: Chart, { columns = 80, unicode }: Screen): string[] {
  if (chart.kind === 'heat-map') return heatMapCharacters(chart, columns);
  return chart.kind === 'images' ? imageCharacters(chart, columns, unicode) : lineCharacters(chart, columns);
}
