import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LineChart, spread } from '@unrolled/charts';
import { svgChart } from '@unrolled/charts/svg';
import { describe, expect, it } from 'vitest';
import { pngChart } from '../src/render/png-chart.js';
import { chartPaths, saveCharts } from '../src/render/save-charts.js';

const axes = { xLabel: 'length of the sequence (digits)', yLabel: 'accuracy (%)', yRange: [0, 100] } as const;
const memory: LineChart = {
  title: 'palindrome: accuracy by length',
  ...axes,
  series: [
    spread('rnn', [
      [5, 90],
      [5, 100],
      [10, 20],
      [10, 60],
    ]),
  ],
};
const loss: LineChart = { ...memory, title: 'palindrome: loss' };

describe('as PNG', () => {
  it('has the size of the SVG twice over, and the same bytes every time', async () => {
    const png = Buffer.from(await pngChart(svgChart(memory)));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1440, 880]);
    expect(Buffer.from(await pngChart(svgChart(memory))).equals(png)).toBe(true);
  });

  it('shows the text, with the signs of formulas', async () => {
    const without = { ...memory, title: ' ' };
    const [empty, plain, formula] = await Promise.all(
      [without, { ...memory, title: 'W' }, { ...memory, title: '‖∂L/∂h‖' }].map(
        async (chart) => (await pngChart(svgChart(chart))).length,
      ),
    );
    expect(plain).toBeGreaterThan(empty!);
    expect(formula).toBeGreaterThan(plain! + 200);
  });
});

describe('saved', () => {
  it('to a folder as SVG and PNG, to a file as what its name ends in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unrolled-charts-'));
    await saveCharts(join(folder, 'all'), { loss, memory });
    expect(await readdir(join(folder, 'all'))).toEqual(['loss.png', 'loss.svg', 'memory.png', 'memory.svg']);
    await saveCharts(join(folder, 'one.svg'), { loss, memory });
    expect(await readFile(join(folder, 'one.svg'), 'utf8')).toBe(svgChart(loss));
    expect(await readFile(join(folder, 'one-memory.svg'), 'utf8')).toBe(svgChart(memory));
  });

  it('beside a file under what tells their names apart', () => {
    expect([...chartPaths('plots/a.png', ['ratio', 'ratio-log', 'bound']).keys()]).toEqual([
      'plots/a.png',
      'plots/a-log.png',
      'plots/a-bound.png',
    ]);
  });

  it('as another kind of picture is refused', () => {
    expect(() => chartPaths('plot.pdf', ['loss'])).toThrow('plot.pdf: charts are drawn as .svg or .png');
  });
});
