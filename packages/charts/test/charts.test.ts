import { describe, expect, it } from 'vitest';
import { inCharacters } from '../src/characters/index.js';
import {
  type Chart,
  confusionMatrix,
  digitImages,
  gradientNorms,
  hiddenStates,
  type LineChart,
  runCharts,
  spread,
} from '../src/index.js';
import { svgChart } from '../src/svg/index.js';
import { bits } from './sequences.js';

const epochs = [1, 2, 3, 4].map((epoch) => ({
  epoch,
  loss: 2 / epoch,
  validationLoss: 2.2 / epoch,
  validationAccuracy: 1 - 0.8 / epoch,
}));
const { loss, accuracy } = runCharts({ name: 'parity', dataset: bits }, 'rnn', { history: epochs });
const states = Array.from({ length: 12 }, (_, t) => Array.from({ length: 40 }, (_, u) => Math.sin(t + u)));
const seven = Float32Array.from({ length: 784 }, (_, i) => Number(i < 56 || i % 28 > 25));
const memory: LineChart = {
  title: 'palindrome: accuracy by length',
  xLabel: 'length of the sequence (digits)',
  yLabel: 'accuracy (%)',
  yRange: [0, 100],
  series: [
    {
      name: 'chance',
      reference: true,
      points: [
        [5, 10],
        [10, 10],
      ],
    },
    spread('rnn', [
      [5, 90],
      [5, 100],
      [10, 20],
      [10, 60],
    ]),
    spread('lstm', [
      [5, 100],
      [5, 100],
      [10, 90],
      [10, 100],
    ]),
  ],
};
const charts: Record<string, Chart> = {
  loss: loss!,
  accuracy: accuracy!,
  memory,
  gradient: gradientNorms('Gradient through time', [
    { name: 'rnn', norms: [4, 3, 2, 1, 0].map((distance) => 0.5 ** distance) },
    { name: 'lstm', norms: [4, 3, 2, 1, 0].map((distance) => 0.9 ** distance) },
  ]),
  confusion: confusionMatrix(
    'Taken for what',
    [0, 5, 6],
    [
      [981, 1, 0],
      [3, 977, 2],
      [0, 4, 992],
    ],
  ),
  states: hiddenStates('Hidden state of an LSTM', states),
  digits: digitImages('Digits', [
    { caption: 'a 7', pixels: seven },
    { caption: 'another 7', pixels: seven },
  ]),
};
/** The texts of an SVG. */
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);

describe('spread', () => {
  it('is the mean with a band from the lowest to the highest', () => {
    expect(memory.series[1]).toEqual({
      name: 'rnn',
      points: [
        [5, 95],
        [10, 40],
      ],
      band: [
        [5, 90, 100],
        [10, 20, 60],
      ],
    });
  });

  it('of one run has no band', () => {
    expect(
      spread('rnn', [
        [10, 1],
        [5, 2],
      ]),
    ).toEqual({
      name: 'rnn',
      points: [
        [5, 2],
        [10, 1],
      ],
    });
  });
});

describe('as SVG', () => {
  it.each(Object.keys(charts))('%s has its title, for readers who cannot see it, too', (name) => {
    const svg = svgChart(charts[name]!);
    expect(svg).toMatch(new RegExp(`^<svg role="img"[^>]*><title>${charts[name]!.title}</title>`));
    expect(texts(svg)).toContain(charts[name]!.title);
    expect(svg).not.toMatch(/NaN|undefined|https?:\/\/(?!www\.w3\.org)/);
  });

  it.each(['loss', 'accuracy', 'memory', 'gradient'])('%s has labelled axes and a legend', (name) => {
    const { xLabel, yLabel, series } = charts[name] as LineChart;
    expect(texts(svgChart(charts[name]!))).toEqual(
      expect.arrayContaining([xLabel, yLabel, ...series.map((line) => line.name)]),
    );
  });

  it.each([
    [0.5, 30, ['1e-8', '1e-6', '1e-4', '1e-2', '1e+0']],
    [0.9, 20, ['2e-1', '5e-1', '1e+0']],
    [1e-10, 32, ['1e-294', '1e-252', '1e-42']],
  ])('a logarithmic axis from 1 down to %s^%s has ticks that read well', (factor, count, ticks) => {
    const norms = Array.from({ length: count }, (_, i) => factor ** i);
    const svg = svgChart(gradientNorms('Gradient', [{ name: 'rnn', norms }]));
    expect(texts(svg)).toEqual(expect.arrayContaining(ticks));
    expect(texts(svg).filter((text) => /e[+-]/.test(text!)).length).toBeLessThanOrEqual(9);
  });

  it('lines differ in colour and in dash', () => {
    const strokes = [
      ...svgChart(memory).matchAll(/stroke="(#\w+)"(?: stroke-width="2")?(?: stroke-dasharray="([\d,]+)")?/g),
    ];
    const styles = new Set(strokes.map(([, colour, dash]) => `${colour} ${dash}`));
    expect(styles).toContain('#D55E00 8,4');
    expect(styles).toContain('#0072B2 undefined');
  });

  it('a band is an area of its own', () => {
    expect(svgChart(memory).match(/fill-opacity="0.18"|opacity="0.18"/g)).toHaveLength(2);
  });

  it('a confusion matrix shows every count', () => {
    const found = texts(svgChart(charts.confusion!));
    expect(found).toEqual(expect.arrayContaining(['981', '977', '992', '3', '4', 'predicted', 'true']));
  });
});

describe('in the terminal', () => {
  it.each(Object.keys(charts))('%s keeps to 40 columns', (name) => {
    const drawing = inCharacters(charts[name]!, { columns: 40, unicode: true });
    expect(Math.max(...drawing.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(drawing.split('\n').length).toBeGreaterThan(5);
  });

  it.each(Object.keys(charts))('%s is ASCII where the terminal is', (name) => {
    expect(inCharacters(charts[name]!, { columns: 60, unicode: false })).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('a line chart has a marker for every series and names them', () => {
    const drawing = inCharacters(memory, { columns: 60, unicode: true });
    expect(drawing).toContain('- chance   o rnn   x lstm');
    expect(drawing).toContain('accuracy (%)');
    expect(drawing).toContain('length of the sequence (digits)');
  });

  it('a line chart names places by three digits, and counts by all of theirs', () => {
    const chart = (...xs: number[]) => ({
      title: 'accuracy',
      xLabel: 'x',
      yLabel: 'y',
      series: [{ name: 'a', points: xs.map((x) => [x, 50] as const) }],
    });
    const rates = chart(Math.log10(3e-4), Math.log10(3e-3));
    const screen = { columns: 60, unicode: true };
    expect(inCharacters(rates, screen)).toMatch(/-3\.52 +-2\.52$/m);
    expect(texts(svgChart(rates))).toEqual(expect.arrayContaining(['-3.52', '-2.52']));
    expect(inCharacters(chart(100, 12345), screen)).toMatch(/100 +12345$/m);
    expect(texts(svgChart(chart(100, 12345)))).toEqual(expect.arrayContaining(['100', '12,345']));
  });

  it('a confusion matrix shows numbers where they fit, else shades in which no error vanishes', () => {
    expect(inCharacters(charts.confusion!, { columns: 40, unicode: true })).toMatch(/^5 +3 +977 +2$/m);
    expect(inCharacters(charts.confusion!, { columns: 12, unicode: true })).toContain('5 │░░██░░│');
  });

  it('hidden states go from blank to full, and what is left out is said', () => {
    const drawing = inCharacters(charts.states!, { columns: 40, unicode: true });
    expect(drawing).toContain('24 of 40 rows');
    expect(drawing).toMatch(/'█' 1/);
  });

  it('a digit is drawn in half blocks', () => {
    const drawing = inCharacters(charts.digits!, { columns: 80, unicode: true });
    expect(drawing.split('\n')[2]).toBe(`${'█'.repeat(28)}  ${'█'.repeat(28)}`);
    expect(drawing).toMatch(/a 7 +another 7/);
  });
});
