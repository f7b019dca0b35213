import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { bin, startCli } from './run-cli.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-ends-'));
});

const tiny = '--cell rnn --hidden 4 --batch 4 --length 3 --stop-at 2 --out run';
const short = `${tiny} --steps 60 --steps-per-epoch 20`;
const long = `${tiny} --steps 100000 --steps-per-epoch 500`;
const status = async (run = 'run') =>
  JSON.parse(await readFile(join(cwd, run, 'run.json'), 'utf8')).status as string;

/** Runs a line of shell in which `unrolled` is the command, to its end. */
function shell(line: string) {
  const command = `"${process.execPath}" "${bin}"`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line.replace('unrolled', command)], {
    cwd,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.runIf(process.platform === 'linux')('streams', () => {
  it('training goes on when nobody reads its progress any more', async () => {
    const { code, stdout } = shell(`(unrolled train parity ${short}; echo $?) 3>&1 2>&1 >&3 | head -n 1`);
    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(await status()).toBe('done');
    expect(shell(`unrolled train parity ${short} --out again 2>/dev/full`).code).toBe(0);
  });

  it('training whose events nobody reads any more is saved, and ends 130', async () => {
    const { stderr } = shell(`(unrolled train parity ${long} --json; echo ended $? >&2) | head -n 1`);
    expect(stderr).toContain('stdout was closed: saving the run so far\n');
    expect(stderr).toContain('ended 130\n');
    expect(await status()).toBe('interrupted');
  });

  it('a result that cannot be written ends 1 with a sentence, and the run is kept', async () => {
    const { code, stderr } = shell(`unrolled train parity ${short} >/dev/full`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\nerror: cannot write to stdout: ENOSPC: [^\n]+\n$/);
    expect(await status()).toBe('done');
  });

  it.each(['--help', 'dataset parity'])('%s onto a full disk ends 1 with a sentence', (command) => {
    expect(shell(`unrolled ${command} >/dev/full`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: cannot write to stdout: ENOSPC: [^\n]+\n$/),
    });
  });

  it('a file that takes only a part of what is written ends 1', () => {
    const limited = `ulimit -f 8; unrolled dataset parity --count 2000 >data.jsonl`;
    expect(shell(limited)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot write to stdout: EFBIG'),
    });
  });

  it('examples whose reader has seen enough end quietly with 0', () => {
    const line = '(unrolled dataset parity --count 20000; echo ended $? >&2) | head -n 1';
    expect(shell(line).stderr).toBe('ended 0\n');
  });
});

describe.runIf(process.platform !== 'win32')('signals', () => {
  it.each(['SIGHUP', 'SIGTERM'] as const)('%s, also twice, saves the run and ends 130', async (name) => {
    const { process: child, finished } = startCli(['train', 'parity', ...long.split(' ')], cwd);
    await until(() => existsSync(join(cwd, 'run/checkpoint.safetensors')));
    child.kill(name);
    child.kill(name);
    expect((await finished).code).toBe(130);
    expect(await status()).toBe('interrupted');
  });

  it('Ctrl-C ends train and sweep at once in an initialisation of minutes', async () => {
    const large = '--cell rnn --hidden 5000 --initialization orthogonal --batch 4 --length 3 --out large';
    for (const [command, lock] of [
      ['train', 'large/lock'],
      ['sweep', 'large/rnn-length3-seed1/lock'],
    ] as const) {
      const { process: child, finished } = startCli([command, 'parity', ...large.split(' ')], cwd);
      await until(() => existsSync(join(cwd, lock)));
      child.kill('SIGINT');
      const { code } = await finished;
      expect(code === 130 || child.signalCode === 'SIGINT').toBe(true);
      await rm(join(cwd, 'large'), { recursive: true });
    }
  });

  it('runs of a sweep that is killed save themselves and end', async () => {
    const { process: child, finished } = startCli(['sweep', 'parity', ...long.split(' ')], cwd);
    const run = 'run/rnn-length3-seed1';
    await until(() => existsSync(join(cwd, run, 'checkpoint.safetensors')));
    child.kill('SIGKILL');
    await finished;
    await until(async () => (await status(run)) === 'interrupted');
  });
});
