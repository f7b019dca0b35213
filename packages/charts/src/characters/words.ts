import type { Chart } from '../data/chart.js';
import type { Painted, Table, Words } from '../data/words.js';
import { visible } from '../words/visible.js';
import { ascii } from './ascii.js';
import { heatMapCharacters } from './heat-map.js';
import { imageCharacters } from './images.js';
import { lineCharacters } from './lines.js';
import { type Colours, paint } from './paint.js';
import { tableCharacters } from './table.js';
import { wrap } from './wrap.js';

/** What the place where characters are shown can show. */
export interface Screen {
  /** Characters a line holds; undefined where nobody says, as in a pipe: lines are not broken, charts take 80. */
  readonly columns?: number;
  /** Whether characters outside ASCII arrive as they are. */
  readonly unicode: boolean;
  /** None unless given. */
  readonly colours?: Colours;
}

/**
 * Words in characters that the screen has, in its colours and in as many columns as it has; whatever stands in them, nothing
 * reaches the screen but what it is to show.
 *
 * @example
 * inCharacters({ head: ['cell', 'loss'], rows: [['lstm', '0.1']] }, { unicode: true });
 * // → 'cell  loss\nlstm   0.1'
 */
export function inCharacters(words: Words, screen: Screen): string {
  const { columns, unicode, colours } = screen;
  const shown = (text: string) => (unicode ? visible(text) : ascii(visible(text)));
  return write(words, screen)
    .map((line) => {
      if (typeof line !== 'string') return paint(line, colours, shown);
      return columns ? wrap(shown(line), columns) : shown(line);
    })
    .join('\n');
}

function write(words: Words, screen: Screen): (string | Painted)[] {
  if (typeof words === 'string') return [words];
  if ('parts' in words) return [words];
  if ('head' in words) return [tableCharacters(inLines(words), screen.columns)];
  if ('title' in words) return [words.title, '', ...chartCharacters(words, screen)];
  return words.flatMap((part) => write(part, screen));
}

/** The table, each of its cells in one line. */
function inLines({ head, rows }: Table): Table {
  const inLine = (text: string) => visible(text).replaceAll('\n', '\\n');
  return { head: head.map(inLine), rows: rows.map((row) => row.map(inLine)) };
}

function chartCharacters(chart: Chart, { columns = 80, unicode }: Screen): (string | Painted)[] {
  if (chart.kind === 'heat-map') return heatMapCharacters(chart, columns);
  return chart.kind === 'images' ? imageCharacters(chart, columns, unicode) : lineCharacters(chart, columns);
}
