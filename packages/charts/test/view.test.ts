import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparison, runRows, viewPage, type WatchedRun } from '../src/view/index.js';
import { hostile } from './hostile.js';
import { record } from './record.js';

const parity = record('parity');
const watched = (run: string, more: Partial<WatchedRun> = {}): WatchedRun => ({
  run,
  record: parity,
  isInUse: false,
  ...more,
});
const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
const rowOf = (run: WatchedRun) => runRows([run]).get(run.run)!;

describe('a row of the list of runs', () => {
  it('says when, what, the score, how far it came and what ended it', () => {
    const started = '2026-11-26T17:00:00.000Z';
    expect(textOf(rowOf(watched('first', { record: { ...parity, started } })))).toBe(
      'first 2026-11-26 17:00 UTC parity rnn 70.0 % 20 of 20 1.0 s all steps used',
    );
  });

  it('of a run in progress says so, and how it scores so far; of one whose process died, that too', () => {
    const { result: _, ...begun } = { ...parity, status: 'running' as const };
    expect(textOf(rowOf(watched('live', { record: begun, isInUse: true })))).toMatch(
      /70\.0 % so far 20 of 20 running$/,
    );
    expect(textOf(rowOf(watched('dead', { record: begun })))).toMatch(/no longer running$/);
  });

  it('names the settings that tell it from the others', () => {
    const wide = record('parity', { settings: { hiddenSize: 9 } });
    const rows = runRows([watched('narrow'), watched('wide', { record: wide })]);
    expect(textOf(rows.get('narrow')!)).toMatch(/^narrow hidden size 4/);
    expect(textOf(rows.get('wide')!)).toMatch(/^wide hidden size 9/);
  });

  it('of what cannot be read says why, and cannot be chosen', () => {
    const { record: _, ...torn } = watched('torn', { problem: 'run.json is <not> JSON' });
    expect(rowOf(torn)).toContain('disabled');
    expect(rowOf(torn)).toContain('cannot be read: run.json is &lt;not&gt; JSON');
  });
});

describe('a comparison of runs', () => {
  it('draws a run whose first epoch has not ended, with what guessing scores', () => {
    const { result: _, ...begun } = parity;
    const points = [1, 2, 3].map((step) => ({ step, loss: 1 / step, accuracy: 0.5, gradientNorm: 1 }));
    const { curves } = comparison([
      {
        name: 'live',
        record: {
          ...begun,
          history: [],
          curve: { every: 1, points },
          baseline: { metric: 'accuracy', value: 0.5 },
        },
      },
    ]);
    expect(curves).toContain('training: from 1 to 0.3333');
    expect(curves).toContain('guessing: from 50 to 50');
  });

  it('draws a history of any length by as many epochs as a chart has room for, the last among them', () => {
    const [epoch] = parity.history;
    const history = Array.from({ length: 30_000 }, (_, i) => ({ ...epoch!, epoch: i + 1, step: i + 1 }));
    const { curves } = comparison([{ name: 'long', record: { ...parity, history } }]);
    const rows = [...curves.matchAll(/<th scope="row">(\d+)/g)].map(([, step]) => Number(step));
    expect(Math.max(...rows)).toBe(30_000);
    expect(new Set(rows).size).toBeLessThanOrEqual(520);
  });

  it('says how to repeat each run, where that is known, and what differs', () => {
    const other = record('parity', { settings: { hiddenSize: 9 } });
    const { about } = comparison([
      { name: 'one', record: parity, command: 'unrolled train parity' },
      { name: 'other', record: other },
    ]);
    expect(about.match(/class="command"/g)).toHaveLength(1);
    expect(textOf(about)).toMatch(/setting run 1 run 2 .*hidden size 4 9/);
  });

  it('takes no markup from records', () => {
    const records = fc.sample(hostile(parity), { numRuns: 60, seed: 19 });
    let written = 0;
    for (const content of records) {
      const name = '<img src=x onerror=ran()>';
      try {
        const run = { run: name, record: content as typeof parity, isInUse: true };
        const { curves, about } = comparison([{ name, record: run.record, command: name }]);
        const markup = [...runRows([run]).values(), curves, about].join('\n').replaceAll(/="[^"]*"/g, '=""');
        written++;
        expect(markup).not.toMatch(
          /<(script|iframe|base|style|mtext|a href="javascript)|<img(?! src="data:)/i,
        );
        expect(markup).not.toMatch(/<[^>]*\son\w+=/i);
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof RangeError)) throw error; // what no reader lets through
      }
    }
    expect(written).toBeGreaterThan(20);
  });
});

describe('the page', () => {
  it('runs its own script alone, asks its own server alone, and is shown in no frame', async () => {
    const { html, policy } = await viewPage('<script>ran()</script>');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; /);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  });

  it('is small', async () => {
    const { html } = await viewPage('runs');
    expect(html.length).toBeLessThan(30_000);
    console.log(`the page of \`unrolled view\`: ${(html.length / 1000).toFixed(1)} kB`);
  });
});
