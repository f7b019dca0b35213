import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTask, parametersOf, type RecurrentSettings } from '@unrolled/tasks/spec';
import { describe, expect, it } from 'vitest';
import { type PlannedRun, plannedRuns } from '../../../results/commands.js';
import { budget, memoryRates } from '../../../results/memory.js';
import { mistakes, written } from '../../../results/page.js';
import { pages, publishedRows, root } from '../../../results/published.js';
import { digestOf, onRecord, recordedRuns } from '../../../results/recorded.js';
import { rowsBy, type ScoredRun, type Table } from '../../../results/table.js';
import { tables } from '../../../results/tables.js';

describe('the published results', () => {
  const rows = publishedRows();

  // `npm run results -- --check` says the same; `npm run results -- NAME` makes the runs and writes the pages anew.
  it.each(pages())('%s says of runs what is on record of them', (page) => {
    expect(mistakes(readFileSync(join(root, page), 'utf8'), tables, rows)).toEqual([]);
  });

  it.each(Object.keys(rows))('%s: the runs on record are those of its commands', (name) => {
    const planned = plannedRuns(name, tables[name]!, '');
    expect(recordedRuns(name)!.map(({ run, job, point }) => ({ run, job, point }))).toEqual(
      planned.map(({ name: run, job, point }) => ({ run, job: digestOf(job), point })),
    );
  });
});

describe('a run on record', () => {
  const planned = (flags: string) =>
    plannedRuns('parity', { commands: { all: `unrolled sweep parity --cell lstm ${flags}` } }, '');
  const recorded = planned('--seeds 2').map(({ name: run, command, job, point }) => {
    return { run, command, job: digestOf(job), point: point as ScoredRun['point'], scores: {} };
  });
  const known = (flags: string) => planned(flags).filter((run) => onRecord(run, recorded)).length;

  it('stays when further seeds are asked for, and no other is taken for it', () => {
    expect(known('--seeds 5')).toBe(2);
    expect(known('--seed 7 --seeds 2')).toBe(0);
  });

  it('is another where the command or the choice of its task is', () => {
    expect(known('--seeds 2 --hidden 7')).toBe(0);
    const [run] = planned('--seeds 1') as [PlannedRun];
    const settings = { ...run.job.settings, epochs: run.job.settings.epochs + 1 };
    expect(onRecord({ ...run, job: { ...run.job, settings } }, recorded)).toBeUndefined();
  });

  it('does not mind a setting that was not there and leaves all as it was', () => {
    const [{ job }] = planned('--seeds 1') as [PlannedRun];
    const { dropout: _, ...before } = job.model as RecurrentSettings;
    expect(digestOf({ ...job, model: before as RecurrentSettings })).toBe(digestOf(job));
  });
});

it('on the page of results no accuracy but that of guessing stands outside a table or a quotation', () => {
  const page = readFileSync(join(root, 'docs/results.md'), 'utf8');
  const prose = page
    .replace(/<!-- table [\s\S]*?<!-- end -->/g, '')
    .replace(/<!-- [^>]*-->[^<]*<!-- -->/g, '')
    .replace(/^```[\s\S]*?^```$/gm, '');
  expect(prose.match(/.*\d %.*/g)).toEqual([expect.stringContaining('guessing scores 10 %')]);
});

it('every model of the table of memory has as many parameters as the others, within a tenth', async () => {
  for (const { job } of plannedRuns('memory-rates', memoryRates, '')) {
    const { dataset } = await createTask(job.task.name, job.task.options);
    const count = parametersOf(job.model, dataset);
    expect(
      Math.abs(count / budget.parameters - 1),
      `${job.task.name}, ${job.model.kind}: ${count}`,
    ).toBeLessThan(0.1);
  }
});

describe('a page that quotes results', () => {
  const table: Table = {
    commands: { all: 'unrolled sweep parity --cell rnn --seeds 2' },
    measure: () => ({}),
    head: ['cell', 'accuracy'],
    rows: (runs) => rowsBy(runs, ({ command }) => command, [{ score: 'accuracy' }]),
  };
  const run = (seed: number, accuracy: number): ScoredRun => ({
    run: `rnn-seed${seed}`,
    command: 'rnn',
    job: '',
    point: { cell: 'rnn', seed },
    scores: { accuracy },
  });
  const rows = { parity: table.rows([run(1, 0.5), run(2, 0.75)]) };
  const page = (quote: string) => `It has <!-- parity | rnn | accuracy -->${quote}<!-- -->.

<!-- table parity -->

<!-- end -->
`;

  it('gets the mean where it quotes one, and the table with its commands and spread', () => {
    const whole = written(page('?'), { parity: table }, rows);
    expect(whole).toContain('-->62.5 %<!-- -->');
    expect(whole).toContain(`unrolled sweep parity --cell rnn --seeds 2`);
    expect(whole).toContain('| rnn | 62.5 % (50.0 % to 75.0 %) |');
    expect(mistakes(whole, { parity: table }, rows)).toEqual([]);
    expect(written(whole, { parity: table }, rows)).toBe(whole);
  });

  it.each([
    ['50.0 %', 0],
    ['about 60 %', 0],
    ['49.9 %', 1],
    ['76 %', 1],
    ['most', 1],
  ])('quotes %s: as many mistakes as %i', (quote, count) => {
    const whole = written(page('?'), { parity: table }, rows).replace('62.5 %<!-- -->', `${quote}<!-- -->`);
    expect(mistakes(whole, { parity: table }, rows)).toHaveLength(count);
  });

  it('is wrong where the table was edited by hand, or is of no runs', () => {
    const whole = written(page('60 %'), { parity: table }, rows);
    expect(mistakes(whole.replace('(50.0 %', '(51.0 %'), { parity: table }, rows)).toHaveLength(1);
    expect(mistakes(whole.replaceAll('parity', 'other'), { parity: table }, rows)).toHaveLength(2);
    expect(mistakes(whole, { parity: table }, {})).toHaveLength(2);
    const untried = written(page('?'), { parity: table }, {});
    expect(untried).toContain('sh\nunrolled sweep parity');
    expect(mistakes(untried, { parity: table }, {})).toEqual([expect.stringContaining('has no results')]);
  });
});
