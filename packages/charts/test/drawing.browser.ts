import { describe, expect, it } from 'vitest';
import { inCharacters } from '../src/characters/index.js';
import { readRun, runCharts } from '../src/index.js';
import { reportPage } from '../src/report/index.js';
import { svgChart } from '../src/svg/index.js';
import { record } from './record.js';
import { bits } from './sequences.js';

const { history } = readRun(record('parity'), bits);
const { loss } = runCharts({ name: 'parity', dataset: bits }, 'rnn', { history });

describe('in a browser', () => {
  it('a chart is drawn as SVG that the browser shows', () => {
    document.body.innerHTML = svgChart(loss!);
    const svg = document.querySelector('svg')!;
    expect(svg.getBoundingClientRect().width).toBe(720);
    expect(svg.textContent).toContain('loss (nats)');
    expect(svg.querySelectorAll('path[stroke="#D55E00"]').length).toBeGreaterThan(0);
  });

  it('a chart is drawn in characters', () => {
    expect(inCharacters(loss!, { columns: 60, unicode: true })).toContain('o training   x validation');
  });

  it('a report is a whole page', async () => {
    const run = { name: 'a run', record: record('parity'), dataset: bits, command: 'unrolled train parity' };
    const page = new DOMParser().parseFromString(await reportPage([run]), 'text/html');
    expect(page.querySelectorAll('figure.chart .plot svg:not(.log)').length).toBe(3);
    expect(page.querySelectorAll('math').length).toBeGreaterThan(5);
  });
});
