import { ascii } from './ascii.js';
import { heatMapCharacters } from './characters/heat-map.js';
import { imageCharacters } from './characters/images.js';
import { lineCharacters } from './characters/lines.js';
import type { Chart } from './chart.js';
import { type Terminal, terminal } from './terminal.js';

/** Draws a chart in characters that a terminal has, without colour, in as many columns as it has. */
export function terminalChart(chart: Chart, { columns = 80, unicode }: Terminal = terminal()): string {
  const drawing = [chart.title, '', ...characters(chart, columns, unicode)].join('\n');
  return unicode ? drawing : ascii(drawing);
}

function characters(chart: Chart, columns: number, unicode: boolean): string[] {
  if (chart.kind === 'heat-map') return heatMapCharacters(chart, columns);
  return chart.kind === 'images' ? imageCharacters(chart, columns, unicode) : lineCharacters(chart, columns);
}
