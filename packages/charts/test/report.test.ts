import type { Prediction } from '@unrolled/tasks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../src/index.js';
import { type ReportedRun, reportPage } from '../src/report/index.js';
import { hostile } from './hostile.js';
import { record } from './record.js';
import { bits, numbers } from './sequences.js';

const states = [
  [0.1, -0.9],
  [0.5, 1],
];
const prediction: Prediction = {
  predicted: 1,
  expected: 0,
  output: '1',
  truth: '0',
  digitAccuracy: 0,
  states,
};
const answers: Answer[] = [
  {
    batch: {
      inputs: { data: Float32Array.of(0, 1), shape: [1, 2, 1] },
      targets: { data: Float32Array.of(0), shape: [1, 1] },
    },
    prediction,
    inputs: ['0 1'],
    image: false,
  },
];
const runs: ReportedRun[] = [
  {
    name: 'runs/parity',
    record: record('parity'),
    dataset: bits,
    command: 'unrolled train parity',
    trained: {
      parameters: 33,
      answers,
      confusion: {
        classes: ['0', '1'],
        counts: [
          [7, 3],
          [2, 8],
        ],
      },
      flow: {
        cell: 'rnn',
        steps: [1, 2, 3].map((step) => ({ step, distance: 3 - step, measured: 0.5, bound: 0.9 })),
      },
    },
  },
  {
    name: 'runs/adding',
    record: record('adding-problem'),
    dataset: numbers,
    command: 'unrolled train adding-problem',
  },
];

describe('a report', () => {
  it('names the versions that a run was made with, and where a record has none the backend alone', async () => {
    const of = async (versions: Readonly<Record<string, string>>) =>
      reportPage([{ ...runs[0]!, record: { ...runs[0]!.record, versions } }]);
    expect(await of({ node: '20.19.0', tfjs: '4.22.0' })).toContain(
      'Seed 1, backend wasm, node 20.19.0, tfjs 4.22.0.',
    );
    expect(await of({})).toContain('Seed 1, backend wasm.');
  });

  it('is made of plain data: a clone, as a worker sends it, gives the same page', async () => {
    expect(await reportPage(structuredClone(runs))).toBe(await reportPage(runs));
  });

  it('says of each run what came of it, what it answers and how to repeat it', async () => {
    const page = await reportPage(runs);
    expect(page).toContain('<title>2 runs of parity and adding-problem</title>');
    expect(page).toContain('<strong>70.0 %</strong>');
    expect(page).toContain('<code class="command">unrolled train adding-problem</code>');
    expect(page).toContain('<code>0 1</code>');
    expect(page).toContain('in 20 fresh examples');
    expect(page).toContain('has kept no weights to ask yet');
  });

  it('draws the losses of tasks on axes of their own, each in its unit', async () => {
    const labels = [...(await reportPage(runs)).matchAll(/aria-label="(Loss\. Line chart of [^.]*)\./g)].map(
      ([, text]) => text,
    );
    expect(labels).toEqual([
      'Loss. Line chart of loss (nats) against training step (10 an epoch)',
      'Loss. Line chart of loss (mean squared error) against training step (10 an epoch)',
    ]);
  });

  it('shows the gradient by step in the first epoch and in the one that was kept', async () => {
    const page = await reportPage([{ ...runs[0]!, record: record('parity') }]);
    const gradient = page.slice(page.indexOf('Numbers of Gradient by time step'));
    expect(gradient).toMatch(/epoch 1<.*?epoch 2</);
    expect(gradient).toMatch(/<th scope="row">2<\/th><td[^>]*>0.1<\/td><td[^>]*>0.2<\/td>/);
  });

  it('names lines by what differs among the runs that are drawn, not among all', async () => {
    const plain = record('parity', { settings: { hiddenSize: 8 } });
    const others: ReportedRun[] = [1, 2].map((seed) => ({ ...runs[0]!, record: record('parity', { seed }) }));
    const history = plain.history.map(({ stateGradientNorms: _, ...epoch }) => epoch);
    const page = await reportPage([...others, { ...runs[0]!, record: { ...plain, history } }]);
    const gradient = page.slice(page.indexOf('Numbers of Gradient by time step'));
    expect(
      [...gradient.matchAll(/data-colour="[^"]*">([^<]*)</g)].slice(0, 2).map(([, name]) => name),
    ).toEqual(['rnn, seed 1, epoch 2', 'rnn, seed 2, epoch 2']);
  });

  it('writes whatever a run says as text, even what no run may say', async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(hostile(runs[0]!), async (run) => {
        const page = await reportPage([run as ReportedRun]).catch(() => '');
        if (page !== '') written++;
        expect(page.match(/<(script|style)>/g) ?? []).toHaveLength(page === '' ? 0 : 2);
        expect(page).not.toMatch(/<(img src=x|svg onload|iframe|base|mglyph|a href="j|!--)/);
      }),
      { numRuns: 25 },
    );
    expect(written).toBeGreaterThan(5);
  });
});
