import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochRecord, Job, RunRecord } from '@unrolled/tasks';
import { planJob } from '@unrolled/tasks/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCommand } from '../src/command.js';
import { trainCommand } from '../src/commands/train.js';
import { trainCommandLine } from '../src/report/train-command.js';
import { requestOf } from '../src/training-flags.js';
import { printedJson } from './printed-json.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-report-'));
const hostile = `a&b <script>alert('"1"')<`;

/** Runs of every kind, tiny. */
const runs: Readonly<Record<string, string>> = {
  [`sweep/${hostile}`]: 'palindrome --cell lstm --gradient-norms',
  'sweep/lstm-2': 'palindrome --cell lstm --gradient-norms --seed 2',
  'sweep/rnn-10': 'palindrome --cell rnn --length 10',
  'sweep/feedforward': 'palindrome --cell feedforward',
  mnist: 'mnist-rows --cell gru',
  written: 'binary-addition --scheme encoder-decoder --length 4',
  real: 'adding-problem --length 6 --cell gru --layers 2',
};
let page: string;

beforeAll(async () => {
  for (const [out, task] of Object.entries(runs)) {
    const size = '--steps 4 --steps-per-epoch 2 --hidden 4 --batch 4'.split(' ');
    const { code } = await runInProcess(['train', ...task.split(' '), ...size, '--out', out, '--json'], cwd);
    expect(code).toBe(0);
  }
  const { code } = await runInProcess(['report', 'sweep', 'mnist', 'written', 'real', 'mnist'], cwd);
  expect(code).toBe(0);
  page = readFileSync(join(cwd, 'report.html'), 'utf8');
}, 300_000);

const record = (run: string): RunRecord => JSON.parse(readFileSync(join(cwd, run, 'run.json'), 'utf8'));

describe('the page', () => {
  it('names no place but itself', () => {
    const elsewhere = page.match(/(?:https?:)?\/\/[\w.]+\.\w+[^"' ]*/g) ?? [];
    expect(new Set(elsewhere)).toEqual(
      new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink']),
    );
    const links = [...page.matchAll(/\b(?:src|href|xlink:href)="([^"]*)"/g)].map(([, target]) => target!);
    expect(links.length).toBeGreaterThan(7);
    expect(links.filter((target) => !/^(#|data:image\/png;base64,)/.test(target))).toEqual([]);
    expect(page).not.toMatch(/@import|url\((?!#)/);
  });

  it("shows what a run's files say and does not obey it", () => {
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('sweep/a&amp;b &lt;script&gt;alert(&#39;&quot;1&quot;&#39;)&lt;');
    expect(page.match(/<script/g)).toHaveLength(1);
  });

  it('has every run once, the one in the folder of a sweep too', () => {
    const names = [...page.matchAll(/<h3 id="run-\d+-name">(?:\d+)\. (.*?)<\/h3>/g)].map(([, name]) => name);
    expect(names).toHaveLength(Object.keys(runs).length);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leads from every line of the summary to the run', () => {
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${id}"`);
  });

  it('gives the numbers of the curves as a table', async () => {
    await runInProcess(['report', 'mnist', '--out', 'mnist.html'], cwd);
    const alone = readFileSync(join(cwd, 'mnist.html'), 'utf8');
    const [, second] = /aria-label="Numbers of Loss">.*?<th scope="row">2<\/th>(.*?)<\/tr>/s.exec(alone)!;
    const { history, curve } = record('mnist');
    const { validationLoss, testLoss } = history.find(({ step }) => step === 2)!;
    const { loss } = curve!.points.find(({ step }) => step === 2)!;
    expect([...second!.matchAll(/>([^<]+)</g)].map(([, text]) => text)).toEqual(
      [loss, validationLoss, testLoss!].map((value) => String(Number(value.toPrecision(4)))),
    );
  });

  it('counts in a confusion matrix what evaluate scores', async () => {
    const { stdout } = await runInProcess(['evaluate', 'mnist', '--examples', '2000', '--json'], cwd);
    const matrix = page.slice(page.indexOf('Confusion matrix of mnist'));
    const counts = [
      ...matrix.slice(0, matrix.indexOf('</table>')).matchAll(/class="(right|wrong)[^>]*>(\d+)</g),
    ];
    const sum = (which: RegExp) =>
      counts.filter(([, name]) => which.test(name!)).reduce((total, [, , count]) => total + Number(count), 0);
    expect(counts).toHaveLength(100);
    expect(sum(/./)).toBe(2000);
    expect(sum(/right/) / 2000).toBeCloseTo(JSON.parse(stdout).accuracy, 6);
  });

  it('derives the cells that were trained and no others', () => {
    const headings = [...page.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, text]) => text);
    expect(headings).toEqual(expect.arrayContaining(['LSTM', 'GRU', 'Plain RNN']));
    expect(headings).not.toContain('Plain RNN of rectified linear units');
    expect(page).toContain('<math');
    expect(page).not.toContain('\\frac');
  });

  it('is the same file when it is made again', async () => {
    await runInProcess(['report', 'sweep', 'mnist', 'written', 'real', '--out', 'again.html'], cwd);
    expect(readFileSync(join(cwd, 'again.html'), 'utf8')).toBe(page);
  });

  it('has its place for a run that keeps no weights yet', async () => {
    cpSync(join(cwd, 'mnist'), join(cwd, 'young'), { recursive: true });
    rmSync(join(cwd, 'young/model.safetensors'));
    const { result, ...running } = record('mnist');
    writeFileSync(
      join(cwd, 'young/run.json'),
      JSON.stringify({ ...running, status: 'running', history: [] satisfies EpochRecord[] }),
    );
    const { code } = await runInProcess(['report', 'young', '--out', 'young.html'], cwd);
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'young.html'), 'utf8')).toContain('has kept no weights to ask yet');
  });
});

describe('--json', () => {
  it('says in one line where the page is and which runs it holds', async () => {
    const { stdout } = await runInProcess(
      ['report', 'sweep/rnn-10', 'real', '--out', 'two.html', '--json'],
      cwd,
    );
    expect(printedJson(stdout, 'report')).toEqual([{ report: 'two.html', runs: ['sweep/rnn-10', 'real'] }]);
  });
});

it('a report takes the place of an earlier one only if that is asked for', async () => {
  const refused = await runInProcess(['report', 'mnist'], cwd);
  expect(refused).toMatchObject({
    code: 2,
    stderr: 'error: report.html is there already; --force replaces it, or give --out another file\n',
  });
  expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toBe(page);
  const { code, stdout } = await runInProcess(['report', 'mnist', '--force'], cwd);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'one run in report.html\n' });
});

describe('bad input is refused in one line, and nothing is written', () => {
  it.each([
    ['report', 2, "error: missing required argument 'runs'"],
    ['report nowhere --force', 2, 'error: nowhere holds no run; `unrolled train` makes one'],
    ['report empty --force', 2, 'error: empty holds no run; `unrolled train` makes one'],
    ['report mnist nowhere --force', 2, 'error: nowhere holds no run; `unrolled train` makes one'],
    ['report torn --force', 2, /^error: torn holds no run that can be read: .*JSON/],
    ['report bare --force', 2, 'error: bare holds no run that can be read: run.json names no history'],
    ['report strange --force', 2, /^error: unknown task 'juggling'; the tasks are: palindrome, /],
    ['report mnist --out mnist', 2, 'error: mnist: a report is an .html file'],
    ['report mnist --out folder.html', 2, 'error: folder.html is a folder; give --out a file'],
    ['report mnist --out other.html', 2, 'error: other.html is there and no report; give --out another file'],
    ['report mnist --out report.pdf', 2, 'error: report.pdf: a report is an .html file'],
    [
      'report mnist --out /proc/nowhere/report.html',
      1,
      /^error: cannot write \/proc\/nowhere\/report.html: /,
    ],
    ['report broken --force', 1, /^error: broken\/model\.safetensors: /],
  ])('%s', async (line, code, expected) => {
    const whole = record('mnist');
    const files = {
      'other.html': '<!doctype html><p>Precious.',
      'torn/run.json': '{ "task": ',
      'bare/run.json': JSON.stringify({ ...whole, history: undefined }),
      'strange/run.json': JSON.stringify({
        ...whole,
        job: { ...whole.job, task: { name: 'juggling', options: {} } },
      }),
      'broken/run.json': JSON.stringify(whole),
      'broken/model.safetensors': 'torn',
    };
    for (const folder of ['torn', 'bare', 'strange', 'broken', 'empty', 'folder.html'])
      mkdirSync(join(cwd, folder), { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
    const before = readdirSync(cwd, { recursive: true }).sort();
    const { stdout, stderr, ...finished } = await runInProcess(line.split(' '), cwd);
    expect(finished.code).toBe(code);
    expect(stdout).toBe('');
    if (typeof expected === 'string') expect(stderr).toBe(`${expected}\n`);
    else expect(stderr).toMatch(expected);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(before);
  });
});

describe('the command that repeats a run', () => {
  /** What the command line asks for, by the command's own parser. */
  async function asked(words: readonly string[]) {
    const command = makeCommand(trainCommand()).action(() => {});
    await command.parseAsync(words, { from: 'user' });
    const { options, ...request } = requestOf(command.opts());
    return planJob(command.args[0]!, options, {
      ...request,
      ...command.opts<Pick<Job, 'seed' | 'backend'>>(),
    });
  }
  const recordOf = (job: Job) => ({ job, backend: 'cpu' }) as RunRecord;

  it.each([
    'palindrome',
    'palindrome --cell rnn --length 20 --base 4 --encoding scalar --seed 7 --backend cpu',
    'palindrome --cell gru --initialization identity --hidden 7 --layers 3 --clip-norm 0.25',
    'palindrome --forget-bias 0 --batch 9 --epochs 3 --steps-per-epoch 11 --monitor accuracy',
    'palindrome --chrono 40 --patience 4 --stop-at 0.5 --gradient-norms',
    'parity --cell rnn --activation relu --optimizer rmsprop --learning-rate 0.01,0.001',
    'adding-problem --schedule linear --steps 12',
    'alternating-sum --cell feedforward --max 4 --stop-at 7',
    'binary-addition --scheme encoder-decoder --shortest 2 --digits binary --feedback scheduled-sampling',
  ])('asks for what the run was: %s', async (line) => {
    const job = await asked(line.split(' '));
    const repeated = trainCommandLine(recordOf(job));
    expect(repeated).toMatch(/^unrolled train /);
    expect(await asked(repeated.split(' ').slice(2))).toEqual({ ...job, backend: 'cpu' });
  });

  it('stands on the page for every run', async () => {
    const commands = [...page.matchAll(/<code class="command">(.*?)<\/code>/g)].map(([, line]) => line!);
    expect(commands).toHaveLength(Object.keys(runs).length);
    for (const command of commands) await asked(command.split(' ').slice(2));
  });

  it('quotes what a shell would obey', async () => {
    const job = planJob('palindrome');
    const optimizer = { ...job.optimizer, kind: "adam'; rm -rf ~" as 'adam' };
    const line = trainCommandLine(recordOf({ ...job, optimizer }));
    expect(line).toContain(`--optimizer 'adam'\\''; rm -rf ~'`);
  });
});
