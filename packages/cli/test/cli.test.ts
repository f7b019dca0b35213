import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCli, startCli } from './run-cli.js';

const quick = ['--steps', '20', '--hidden', '8', '--batch', '16'];
let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-cli-'));
});

describe('a place that cannot be written', () => {
  it.each([['train'], ['sweep']])(
    '%s into a place that cannot be written says which and ends 1',
    async (command) => {
      await writeFile(join(cwd, 'file'), 'kept');
      const { code, stdout, stderr } = await runCli(
        [command, 'palindrome', ...quick, '--out', 'file/run'],
        cwd,
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^error: cannot write file\/run\S*: ENOTDIR[^\n]*\n$/);
      expect(await readFile(join(cwd, 'file'), 'utf8')).toBe('kept');
    },
  );

  it.runIf(process.platform === 'linux')(
    'a file system that takes no folders is refused at once',
    async () => {
      const { code, stderr } = await runCli(['train', 'palindrome', ...quick, '--out', '/proc/run'], cwd);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: cannot write \/proc\/run\S*: [^\n]+\n$/);
    },
  );

  it('a folder that holds a run already is left alone', async () => {
    expect((await runCli(['train', 'palindrome', ...quick, '--out', 'run'], cwd)).code).toBe(0);
    const before = await readFile(join(cwd, 'run/run.json'), 'utf8');
    const { code, stderr } = await runCli(['train', 'palindrome', ...quick, '--out', 'run'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: run holds a run already; go on with it by --resume, or give --out another folder\n',
    });
    expect(await readFile(join(cwd, 'run/run.json'), 'utf8')).toBe(before);
  });
});

describe('train', () => {
  it('prints what was reached beside chance, and keeps the run', async () => {
    const { code, stdout } = await runCli(['train', 'palindrome', '--cell', 'rnn', ...quick], cwd);
    expect(code).toBe(0);
    expect(stdout).toMatch(/accuracy +\d+\.\d % of the examples \(guessing 10\.0 %\)/);
    const evaluated = await runCli(
      ['evaluate', 'runs/palindrome-rnn-length5-hiddenSize8-batchSize16-steps20-seed1', '--json'],
      cwd,
    );
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      run: 'runs/palindrome-rnn-length5-hiddenSize8-batchSize16-steps20-seed1',
      loss: expect.any(Number),
      accuracy: expect.any(Number),
    });
    expect(
      await readdir(join(cwd, 'runs/palindrome-rnn-length5-hiddenSize8-batchSize16-steps20-seed1')),
    ).toEqual([
      'accuracy.svg',
      'checkpoint.json',
      'checkpoint.safetensors',
      'loss.svg',
      'model.safetensors',
      'run.json',
    ]);
  });

  it('numbers the folder when the name is taken', async () => {
    await runCli(['train', 'palindrome', '--cell', 'rnn', ...quick], cwd);
    await runCli(['train', 'palindrome', '--cell', 'rnn', ...quick], cwd);
    expect(await readdir(join(cwd, 'runs'))).toEqual([
      'palindrome-rnn-length5-hiddenSize8-batchSize16-steps20-seed1',
      'palindrome-rnn-length5-hiddenSize8-batchSize16-steps20-seed1-2',
    ]);
  });

  it('with --json prints one object a line, the last with run, loss and accuracy; twice the same losses', async () => {
    const lines = async (out: string) => {
      const { stdout } = await runCli(['train', 'palindrome', ...quick, '--json', '--out', out], cwd);
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    const first = await lines('a');
    expect(first.at(-1)).toMatchObject({
      type: 'done',
      run: 'a',
      loss: expect.any(Number),
      accuracy: expect.any(Number),
    });
    const steps = (events: { type: string }[]) =>
      events.filter(({ type }) => type === 'step' || type === 'epoch');
    expect(steps(first)).toHaveLength(21);
    expect(steps(await lines('b'))).toEqual(steps(first));
  });

  it('Ctrl-C saves the run so far and ends 130', async () => {
    const { process: child, finished } = startCli(
      ['train', 'palindrome', '--length', '30', '--out', 'run'],
      cwd,
    );
    await new Promise<void>((resolve) => child.stderr!.once('data', () => resolve()));
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    const record = JSON.parse(await readFile(join(cwd, 'run/run.json'), 'utf8'));
    expect(record).toMatchObject({ status: 'interrupted', result: { stopped: 'interrupted' } });
    expect(existsSync(join(cwd, 'run/model.safetensors'))).toBe(true);
  });
});

describe('train --resume', () => {
  const settings = [
    '--steps',
    '300',
    '--hidden',
    '16',
    '--length',
    '12',
    '--cell',
    'rnn',
    '--learning-rate',
    '1e-4',
  ];
  const weights = (run: string) => readFile(join(cwd, run, 'checkpoint.safetensors'));

  it('a run killed at any moment goes on to the same bits as one that never stopped', async () => {
    await runCli(['train', 'palindrome', ...settings, '--out', 'whole'], cwd);
    const { process: child, finished } = startCli(
      ['train', 'palindrome', ...settings, '--out', 'killed'],
      cwd,
    );
    await new Promise<void>((resolve) => {
      child.stderr!.on('data', (text) => /^ +2 +100 /m.test(String(text)) && resolve());
    });
    child.kill('SIGKILL');
    await finished;
    expect(JSON.parse(await readFile(join(cwd, 'killed/run.json'), 'utf8')).status).toBe('running');
    const { code, stderr } = await runCli(['train', 'palindrome', '--out', 'killed', '--resume'], cwd);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/^ +3 +150 /m) });
    expect(stderr).not.toMatch(/^ +1 +50 /m);
    expect(await weights('killed')).toEqual(await weights('whole'));
  });

  it('a truncated checkpoint is passed over by name', async () => {
    await runCli(['train', 'palindrome', ...settings, '--out', 'run'], cwd);
    const before = await weights('run');
    await writeFile(join(cwd, 'run/checkpoint.safetensors'), before.subarray(0, 500));
    const { code, stderr } = await runCli(['train', 'palindrome', '--out', 'run', '--resume'], cwd);
    expect(code).toBe(0);
    expect(stderr).toContain('passed over run/checkpoint.safetensors: ');
    expect(await weights('run')).toEqual(before);
  });

  it.each([
    [['--resume'], 'error: --resume needs --out with the folder of the run to go on with'],
    [['--resume', '--out', 'none'], 'error: none holds no run; `unrolled train` makes one'],
    [
      ['--resume', '--out', 'none', '--seed', '2'],
      "error: option '--resume' cannot be used with option '--seed <number>'",
    ],
  ])('%j is refused in one line', async (args, line) => {
    const { code, stderr } = await runCli(['train', 'palindrome', ...args], cwd);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${line}\n` });
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('sweep', () => {
  it('prints a table and a chart, and keeps results, runs and the chart', async () => {
    const { code, stdout } = await runCli(
      ['sweep', 'palindrome', '--cell', 'rnn,lstm', '--length', '3,4', ...quick, '--out', 'sweep'],
      cwd,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/cell +length +accuracy +guessing/);
    expect(stdout).toContain('- guessing   o rnn   x lstm');
    expect(await readdir(join(cwd, 'sweep'))).toEqual([
      'accuracy-by-length.png',
      'accuracy-by-length.svg',
      'loss-by-step.png',
      'loss-by-step.svg',
      'lstm-length3-seed1',
      'lstm-length4-seed1',
      'results.csv',
      'results.json',
      'rnn-length3-seed1',
      'rnn-length4-seed1',
      'sweep.json',
    ]);
    const svg = await readFile(join(cwd, 'sweep/accuracy-by-length.svg'), 'utf8');
    for (const text of [
      'palindrome: accuracy by length',
      'length (digits in the palindrome)',
      'accuracy (%)',
      'guessing',
      'rnn',
      'lstm',
    ]) {
      expect(svg).toContain(`>${text}</text>`);
    }
    const results = JSON.parse(await readFile(join(cwd, 'sweep/results.json'), 'utf8'));
    expect(
      results.rows.map(({ cell, length }: { cell: string; length: number }) => `${cell} ${length}`),
    ).toEqual(['rnn 3', 'rnn 4', 'lstm 3', 'lstm 4']);
  });

  it('with --json prints the results last', async () => {
    const { stdout } = await runCli(
      ['sweep', 'palindrome', '--cell', 'rnn', '--length', '3', ...quick, '--json'],
      cwd,
    );
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    expect(last).toMatchObject({
      task: 'palindrome',
      rows: [{ cell: 'rnn', length: 3 }],
      baseline: { value: 0.1 },
    });
  });
});

describe('doctor', () => {
  it('--json lists the backends and the one that is used', async () => {
    const { stdout } = await runCli(['doctor', '--no-speed', '--json'], cwd);
    const report = JSON.parse(stdout);
    expect(report.selected).toBe('wasm');
    expect(report.backends.map(({ name }: { name: string }) => name)).toEqual([
      'wasm',
      'node',
      'node-gpu',
      'webgpu',
      'webgl',
      'cpu',
    ]);
  });

  it('says how to get a backend that is not there', async () => {
    const { stdout } = await runCli(['doctor', '--no-speed'], cwd);
    expect(stdout).toContain('npm install @tensorflow/tfjs-backend-webgpu webgpu');
  });
});

it('tasks lists each with its defaults, by the names of their flags, and its source', async () => {
  const { stdout } = await runCli(['tasks'], cwd);
  expect(stdout).toContain('palindrome: ');
  expect(stdout).toContain('source: ');
  const { stdout: help } = await runCli(['train', '--help'], cwd);
  const flags = stdout.match(/--[\w-]+/g)!;
  expect(flags.filter((flag) => !help.includes(`${flag} `))).toEqual([]);
  const { stdout: json } = await runCli(['tasks', '--json'], cwd);
  expect(JSON.parse(json.split('\n')[0]!)).toMatchObject({
    name: 'palindrome',
    options: { length: { default: 5 } },
  });
});

it('--version prints the versions of the command, Node.js, its packages and the backends', async () => {
  const { code, stdout } = await runCli(['--version'], cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^unrolled \d+\.\d+\.\d+\nnode \d+\.\d+\.\d+\n@unrolled\/analysis \d/);
  expect(stdout).toMatch(/^@tensorflow\/tfjs-backend-wasm 4\.\d+\.\d+$/m);
  expect(stdout).toMatch(/^@tensorflow\/tfjs-node (4\.\d+\.\d+|not installed)$/m);
  expect(stdout).toMatch(/^@unrolled\/native (\d+\.\d+\.\d+|not installed)$/m);
});
