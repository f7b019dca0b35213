import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unrolled-own-data-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => runInProcess(args, folder);
const write = (name: string, content: string) => writeFile(join(folder, name), content);
const lastLine = (text: string) => JSON.parse(text.trim().split('\n').at(-1)!);
const examples = (count: number, seed = 1) =>
  Array.from({ length: count }, (_, i) => {
    const word = Array.from({ length: 2 + (i % 4) }, (_, t) => 'abc'[(i * (t + seed) + t * t) % 3]).join('');
    return JSON.stringify({ text: word, label: word.includes('c') ? 'with c' : 'without' });
  }).join('\n');
const quick = ['--epochs', '2', '--hidden', '8', '--schedule', 'constant', '--json'];

describe('a run of somebody’s own texts', () => {
  let trained: Awaited<ReturnType<typeof cli>>;
  beforeAll(async () => {
    await write('words.jsonl', examples(60));
    trained = await cli('train', '--data', 'words.jsonl', '--out', 'run', ...quick);
  }, 60_000);

  it('is trained, and says before what was understood', () => {
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain(
      'words.jsonl: 60 sequences of 2 to 5 steps; 48 to learn from, 6 to validate, 6 to test',
    );
    expect(trained.stderr).toContain('text read character by character, 3 characters');
    expect(lastLine(trained.stdout)).toMatchObject({
      type: 'done',
      run: 'run',
      accuracy: expect.any(Number),
    });
  });

  it('names its file by path and content, with all that was learnt of it', async () => {
    const { job } = JSON.parse(await readFile(join(folder, 'run/run.json'), 'utf8'));
    expect(job.task).toMatchObject({
      name: 'data',
      options: { data: 'words.jsonl', scheme: 'many-to-one' },
      made: {
        files: { 'words.jsonl': expect.stringMatching(/^[0-9a-f]{64}$/) },
        data: { targets: { classes: ['with c', 'without'] } },
      },
    });
  });

  it('says what share of its test examples is in the training file, too', async () => {
    const known = examples(3).split('\n');
    await write('test.jsonl', [...known, '{"text": "cccccccc", "label": "with c"}'].join('\n'));
    const files = ['--data', 'words.jsonl', '--validation', 'words.jsonl', '--test', 'test.jsonl'];
    const { stdout } = await cli('train', ...files, '--out', 'seen', ...quick);
    expect(lastLine(stdout).seenInTraining).toBe(0.75);
  });

  it('is evaluated to the score that it ended with, and on other files', async () => {
    const { accuracy, loss } = lastLine(trained.stdout);
    const again = lastLine((await cli('evaluate', 'run', '--json')).stdout);
    expect(again).toMatchObject({ accuracy, baseline: { metric: 'accuracy' } });
    expect(again.loss).toBeCloseTo(loss, 5);
    await write('others.jsonl', examples(20, 2));
    expect((await cli('evaluate', 'run', '--test', 'others.jsonl', '--json')).code).toBe(0);
  });

  it('answers a text, and a file with or without targets', async () => {
    const asked = lastLine((await cli('predict', 'run', 'abcab', '--json')).stdout);
    expect(asked).toMatchObject({ inputs: ['abcab'], predicted: expect.stringMatching(/^with/) });
    await write('asked.csv', 'text,label\nabca,with c\nab,\n');
    const answers = (await cli('predict', 'run', 'asked.csv', '--json')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ expected }) => expected)).toEqual(['with c', undefined]);
  });

  it('goes on to the bits of a run that never stopped', async () => {
    const resumed = await cli(
      'train',
      '--data',
      'words.jsonl',
      '--out',
      'run',
      '--resume',
      '--epochs',
      '3',
      '--json',
    );
    expect(resumed.code).toBe(0);
    const whole = await cli('train', '--data', 'words.jsonl', '--out', 'whole', ...quick, '--epochs', '3');
    const { loss, accuracy } = lastLine(whole.stdout);
    expect(lastLine(resumed.stdout)).toMatchObject({ loss, accuracy, steps: 6 });
  });

  it('is reported on a page, with the command that repeats it', async () => {
    expect((await cli('report', 'run', '--out', 'page.html')).code).toBe(0);
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('unrolled train data --cell lstm --data words.jsonl');
    expect(page).toContain('with c');
  });

  it('is refused by name where its file has changed or is gone, and answers still', async () => {
    await rename(join(folder, 'words.jsonl'), join(folder, 'kept.jsonl'));
    for (const args of [
      ['evaluate', 'run'],
      ['train', '--resume', '--out', 'run'],
      ['report', 'run'],
    ]) {
      const { code, stderr } = await runCli([...args], folder);
      expect([code, stderr]).toEqual([2, 'error: there is no file words.jsonl\n']);
    }
    expect((await runCli(['predict', 'run', 'abc'], folder)).code).toBe(0);
    await write('words.jsonl', `${examples(60)}\n`);
    const { code, stderr } = await runCli(['evaluate', 'run'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: words\.jsonl has changed since the run was made from it: its SHA-256 was [0-9a-f]{12}…, now/,
    );
    await rename(join(folder, 'kept.jsonl'), join(folder, 'words.jsonl'));
    expect((await runCli(['evaluate', 'run'], folder)).code).toBe(0);
  });
});

describe('other ways to say it', () => {
  it('a series is learnt in windows, and answered in its own units', async () => {
    await write(
      'series.csv',
      `day,level\n${Array.from({ length: 120 }, (_, i) => `2024-01-${1 + (i % 28)},${500 + 100 * Math.sin(i / 4)}`).join('\n')}`,
    );
    const { code, stderr, stdout } = await cli(
      'train',
      '--data',
      'series.csv',
      '--window',
      '8',
      '--out',
      'level',
      ...quick,
    );
    expect([code, lastLine(stdout)]).toEqual([
      0,
      expect.objectContaining({ baseline: { metric: 'loss', value: expect.any(Number) } }),
    ]);
    expect(stderr).toMatch(/112 windows of 8 steps|windows of 8 steps/);
    const { predicted } = lastLine(
      (await cli('predict', 'level', '500 520 540 560 575 585 595 600', '--json')).stdout,
    );
    const words = (await cli('evaluate', 'level')).stdout;
    expect(words).toContain('the root mean square in the units of the data (guessing ');
    expect(predicted).toBeGreaterThan(300);
    expect(predicted).toBeLessThan(700);
  });

  it.each([
    ['many-to-many', 'abc'],
    ['encoder-decoder', 'cba'],
  ])('a text for a text is learnt by the scheme %s', async (scheme) => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const inputs = Array.from({ length: 2 + (i % 3) }, (_, t) => 'abc'[(i + t * t) % 3]).join('');
      const targets =
        scheme === 'many-to-many' ? inputs.toUpperCase() : [...inputs].reverse().join('').slice(0, 2);
      return JSON.stringify({ inputs, targets });
    });
    await write(`${scheme}.jsonl`, rows.join('\n'));
    const { code, stdout } = await cli(
      'train',
      '--data',
      `${scheme}.jsonl`,
      '--scheme',
      scheme,
      '--out',
      scheme,
      ...quick,
    );
    expect([code, lastLine(stdout)]).toEqual([
      0,
      expect.objectContaining({ sequenceAccuracy: expect.any(Number) }),
    ]);
    expect((await cli('evaluate', scheme, '--json')).code).toBe(0);
    expect(lastLine((await cli('predict', scheme, 'abca', '--json')).stdout).output).toEqual(
      expect.any(String),
    );
  });

  it('--dry-run says what was understood, and leaves nothing behind', async () => {
    const { code, stdout } = await cli(
      'train',
      '--data',
      'series.csv',
      '--window',
      '8',
      '--horizon',
      '3',
      '--dry-run',
      '--out',
      'dry',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('target    level (mean ');
    expect(stdout).toContain('3 rows later');
    expect((await cli('evaluate', 'dry')).code).toBe(2);
  });

  it('a sweep runs over it, each run in a process of its own', async () => {
    await write('few.jsonl', examples(30));
    const { stdout, code } = await cli(
      'sweep',
      '--data',
      'few.jsonl',
      '--cell',
      'rnn,gru',
      '--steps',
      '2',
      '--hidden',
      '4',
      '--out',
      'sweep',
      '--json',
    );
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({
      task: 'data',
      rows: [{ cell: 'rnn' }, { cell: 'gru' }],
      failed: [],
    });
  });
});

describe('a task that a module defines', () => {
  const module = (target: string) =>
    `export default { examples: Array.from({ length: 40 }, (_, i) => ({ inputs: [i % 5, 1, i % 2], target: ${target} })) };`;
  const run = (...args: string[]) => runCli(args, folder);

  it('is trained, asked and reported on where the module is named, and nowhere else', async () => {
    await write('odd.mjs', module("i % 2 ? 'odd' : 'even'"));
    const trained = await run('train', '--task', './odd.mjs', '--out', 'odd', ...quick);
    expect([trained.code, trained.stderr]).toEqual([0, expect.stringContaining('40 sequences of 3 steps')]);
    expect((await run('evaluate', 'odd', '--task', './odd.mjs', '--json')).code).toBe(0);
    const unnamed = await run('evaluate', 'odd');
    expect([unnamed.code, unnamed.stderr]).toEqual([
      2,
      'error: the task is code in ./odd.mjs, which runs only where it is named: give --task ./odd.mjs\n',
    ]);
    const swept = await run(
      'sweep',
      '--task',
      './odd.mjs',
      '--cell',
      'rnn',
      '--steps',
      '2',
      '--out',
      'odd-sweep',
      '--json',
    );
    expect(lastLine(swept.stdout)).toMatchObject({ rows: [{ cell: 'rnn' }], failed: [] });
    await write('odd.mjs', module("i % 2 ? 'odd' : 'other'"));
    const changed = await run('evaluate', 'odd', '--task', './odd.mjs');
    expect([changed.code, changed.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: \.\/odd\.mjs has changed since/),
    ]);
  });

  it.each([
    ['nothing.mjs', undefined, 'there is no file nothing.mjs'],
    ['broken.mjs', 'export default {', 'broken.mjs cannot be run: '],
    ['empty.mjs', 'export const x = 1;', 'empty.mjs defines no task: '],
    ['wrong.mjs', 'export default { examples: 3 };', 'wrong.mjs: defineTask: examples must be a list'],
  ])('%s is refused in a line', async (name, code, message) => {
    if (code !== undefined) await write(name, code);
    const { code: status, stderr } = await run('train', '--task', name, '--out', 'never');
    expect([status, stderr]).toEqual([2, expect.stringContaining(`error: ${message}`)]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('what cannot be', () => {
  it.each([
    [[], 'name a task, as `palindrome`, or give --data with a file of your own'],
    [['--data', 'nowhere.csv'], 'there is no file nowhere.csv'],
    [['--data', '.'], '. is a folder; name a file in it'],
    [['--data', 'empty.csv'], 'empty.csv is empty'],
    [['--data', 'binary.csv'], 'binary.csv is binary'],
    [['--data', 'link.csv', '--target', 'z'], "link.csv: there is no 'z'; the columns are: x, y"],
    [['palindrome', '--data', 'link.csv'], "palindrome: there is no option 'data'"],
    [['data'], 'data: name the file to learn from, as --data train.csv'],
  ])('%j is refused in one line before anything is made', async (args, message) => {
    await write('empty.csv', '');
    await write('binary.csv', '\0\x01');
    await write('real.csv', 'x,y\n1,2\n');
    await symlink('real.csv', join(folder, 'link.csv')).catch(() => {});
    const { code, stderr, stdout } = await cli('train', ...args, '--out', 'never');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect((await cli('evaluate', 'never')).stderr).toContain('never holds no run');
  });
});
