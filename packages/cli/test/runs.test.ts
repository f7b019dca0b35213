import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobRequest, planJob, type RunRecord } from '@unrolled/tasks/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-runs-'));

function keep(folder: string, length: number, request: JobRequest, more: Partial<RunRecord> = {}): void {
  const record: RunRecord = {
    job: planJob('palindrome', { length }, request),
    plan: { steps: 20, stepsPerEpoch: 10 },
    backend: 'wasm',
    versions: {},
    status: 'done',
    history: [],
    ...more,
  };
  mkdirSync(join(cwd, 'runs', folder), { recursive: true });
  writeFileSync(join(cwd, 'runs', folder, 'run.json'), JSON.stringify(record));
}

const scored = (accuracy: number, day: number): Partial<RunRecord> => ({
  started: `2026-11-0${day}T10:00:00.000Z`,
  result: {
    loss: 1,
    accuracy,
    baseline: { metric: 'accuracy', value: 0.1 },
    steps: 20,
    seconds: 1.5,
    stopped: 'steps',
  },
});
const names = (stdout: string) => [...stdout.matchAll(/runs\/[\w/]+/g)].map(([name]) => name);
const list = async (line: string) => runInProcess(['runs', ...line.split(' ').filter(Boolean)], cwd);

beforeAll(() => {
  keep('first', 10, { model: 'rnn' }, scored(0.5, 1));
  keep('swept/second', 20, { model: 'lstm' }, scored(0.9, 3));
  keep('swept/third', 20, { model: 'lstm', settings: { hiddenSize: 64 } }, scored(0.7, 2));
  keep('old', 5, { model: 'rnn' }, { status: 'interrupted' });
  mkdirSync(join(cwd, 'runs/torn'));
  writeFileSync(join(cwd, 'runs/torn/run.json'), '{');
});

describe('the list of runs', () => {
  it('has every run that can be read, at any depth, the latest last, and names the others', async () => {
    const { code, stdout, stderr } = await list('');
    expect(code).toBe(0);
    expect(names(stdout)).toEqual(['runs/old', 'runs/first', 'runs/swept/third', 'runs/swept/second']);
    expect(stderr).toMatch(/^runs\/torn is left out: run\.json is not JSON/);
  });

  it('says when, what, the score or how it stands, and what tells runs apart', async () => {
    const { stdout } = await list('');
    expect(stdout).toMatch(/1 Nov.* palindrome +rnn +50\.0 % +1\.5 s +runs\/first: length 10/);
    expect(stdout).toMatch(/– +palindrome +rnn +interrupted +runs\/old: length 5/);
    expect(stdout).toMatch(/runs\/swept\/third: length 20, hidden size 64/);
  });

  it.each([
    ['--sort score', ['runs/old', 'runs/first', 'runs/swept/third', 'runs/swept/second']],
    ['--sort run --reverse', ['runs/swept/third', 'runs/swept/second', 'runs/old', 'runs/first']],
    ['--where length=20,hidden=64', ['runs/swept/third']],
    ['--where hiddenSize=64', ['runs/swept/third']],
    ['--cell rnn --status done', ['runs/first']],
    ['--tasks parity', []],
    ['runs/swept', ['runs/swept/third', 'runs/swept/second']],
  ])('%s', async (line, expected) => {
    const { code, stdout } = await list(line);
    expect({ code, names: names(stdout) }).toEqual({ code: 0, names: expected });
  });

  it.each([
    ['nowhere', 'error: nowhere holds no run; `unrolled train` makes one\n'],
    ['runs/swept --where lenght=3', "error: --where: no run has a setting 'lenght'\n"],
    ['runs/swept --where length', "error: --where: 'length' is no setting with its value, as length=10\n"],
  ])('%s is refused in one line', async (line, stderr) => {
    expect(await list(line)).toMatchObject({ code: 2, stdout: '', stderr });
  });
});
