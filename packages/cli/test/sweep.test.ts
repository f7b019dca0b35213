import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printedJson } from './printed-json.js';
import { runCli, startCli } from './run-cli.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-sweep-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const quick = ['--steps', '4', '--steps-per-epoch', '2', '--hidden', '4', '--batch', '4'];
const sweep = (...args: string[]) => runCli(['sweep', 'parity', ...quick, '--out', 'sweep', ...args], cwd);
const results = async () => JSON.parse(await readFile(join(cwd, 'sweep/results.json'), 'utf8'));

describe('sweep', () => {
  it('trains the grid, and keeps a table of runs and of means with spread', async () => {
    const { code, stdout } = await sweep(
      '--cell',
      'rnn,gru',
      '--length',
      '3,5',
      '--seeds',
      '2',
      '--workers',
      '2',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/rnn +3 .* 2\n/);
    const { rows, groups, failed } = await results();
    expect([rows.length, groups.length, failed.length]).toEqual([8, 4, 0]);
    const csv = (await readFile(join(cwd, 'sweep/results.csv'), 'utf8')).trim().split('\n');
    expect(csv).toHaveLength(9);
    expect(csv[0]).toBe('cell,seed,length,loss,accuracy,sequenceAccuracy,steps,seconds,stopped,build,run');
  });

  it('prints what sweep.schema.json says with --json, the results last', async () => {
    const { stdout } = await sweep('--cell', 'rnn', '--length', '3,5', '--learning-rate', '0.01', '--json');
    expect(printedJson(stdout, 'sweep').at(-1).rows).toHaveLength(2);
  });

  it('started again does only what is missing', async () => {
    await sweep('--cell', 'rnn', '--length', '3,5');
    const file = join(cwd, 'sweep/rnn-length3-seed1/model.safetensors');
    const before = (await stat(file)).mtimeMs;
    await rm(join(cwd, 'sweep/rnn-length5-seed1'), { recursive: true });
    const { code } = await sweep('--cell', 'rnn', '--length', '3,5,7');
    expect(code).toBe(0);
    expect((await stat(file)).mtimeMs).toBe(before);
    expect((await results()).rows.map(({ length }: { length: number }) => length)).toEqual([3, 5, 7]);
  });

  it('loses none of the others when one run fails, names it and ends 1', async () => {
    await sweep('--cell', 'rnn', '--length', '3');
    await rm(join(cwd, 'sweep/rnn-length3-seed1'), { recursive: true });
    await writeFile(join(cwd, 'sweep/rnn-length3-seed1'), 'in the way');
    const { code, stderr } = await sweep('--cell', 'rnn', '--length', '3,5');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^failed: sweep\/rnn-length3-seed1: /m);
    const { rows, failed } = await results();
    expect(rows.map(({ length }: { length: number }) => length)).toEqual([5]);
    expect(failed).toMatchObject([{ run: 'sweep/rnn-length3-seed1' }]);
  });

  it('of one length draws and keeps the loss by step, optimizer by optimizer', async () => {
    const { stdout } = await sweep('--cell', 'rnn', '--length', '3', '--optimizer', 'sgd,adam');
    expect(stdout).toMatch(/o rnn, sgd +x rnn, adam/);
    const files = await readdir(join(cwd, 'sweep'));
    expect(files).toEqual(expect.arrayContaining(['loss-by-step.png', 'loss-by-step.svg']));
    expect((await results()).charts).toHaveLength(2);
  });

  it('draws the score against the learning rate where only that varies', async () => {
    const { stdout } = await sweep(
      '--cell',
      'rnn',
      '--learning-rate',
      '0.01,0.001',
      '--optimizer',
      'adam,sgd',
    );
    expect(stdout).toContain('parity: accuracy by learning rate');
    expect(await readdir(join(cwd, 'sweep'))).toContain('accuracy-by-learning-rate.svg');
  });

  it('leaves a folder with another sweep alone', async () => {
    await sweep('--cell', 'rnn', '--length', '3');
    const { code, stderr } = await runCli(['sweep', 'running-and', '--out', 'sweep'], cwd);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: sweep holds another sweep, whose .* is .* and not .*; give --out another folder\n$/,
    );
  });

  it.each([
    ['{"arguments": []}', 'sweep holds a sweep of an earlier version'],
    ['{"task"', 'sweep/sweep.json is not that of a sweep'],
    ['null', 'sweep/sweep.json is not that of a sweep'],
  ])('leaves a folder alone whose sweep.json is %s', async (content, reason) => {
    await mkdir(join(cwd, 'sweep'));
    await writeFile(join(cwd, 'sweep/sweep.json'), content);
    const { code, stderr } = await sweep('--cell', 'rnn', '--length', '3');
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${reason}; give --out another folder\n` });
  });

  it('interrupted, saves the runs in progress, ends 130 and goes on when started again', async () => {
    const args = ['sweep', 'parity', '--cell', 'rnn', '--hidden', '4', '--batch', '4', '--stop-at', '2'];
    const lengths = ['--length', '3,4', '--steps', '3000', '--steps-per-epoch', '1000', '--workers', '1'];
    const started = startCli([...args, ...lengths, '--out', 'sweep', '--json'], cwd);
    await new Promise((resolve) => started.process.stdout!.once('data', resolve));
    started.process.kill('SIGINT');
    const { code } = await started.finished;
    expect(code).toBe(130);
    const run = JSON.parse(await readFile(join(cwd, 'sweep/rnn-length3-seed1/run.json'), 'utf8'));
    expect(run.status).toBe('interrupted');
    expect(await readdir(join(cwd, 'sweep'))).not.toContain('rnn-length4-seed1');
    const again = await runCli([...args, ...lengths, '--out', 'sweep'], cwd);
    expect(again.code).toBe(0);
    expect((await results()).rows.map(({ steps }: { steps: number }) => steps)).toEqual([3000, 3000]);
  });
});
