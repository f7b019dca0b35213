import { once } from 'node:events';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { runCli, startCli } from './run-cli.js';

const train = 'train parity --cell rnn --hidden 4 --batch 4 --length 3 --steps 2000 --stop-at 2 --json'.split(
  ' ',
);
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-two-'));
});

it('of two that train into one folder the second is told who holds it, and the first loses nothing', async () => {
  const endless = ['--steps', '1000000', '--steps-per-epoch', '500', '--out', 'run'];
  const { process: first, finished } = startCli([...train, ...endless], cwd);
  await once(first.stdout!, 'data');
  const second = await runCli([...train, '--seed', '2', '--out', 'run'], cwd);
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^error: run is in use by process \d+ on \S+ since [^;]+ UTC; wait for its end, or give --out another folder\n$/,
    ),
  });
  first.kill('SIGINT');
  const { code, stdout } = await finished;
  expect(code).toBe(130);
  const { type, ...result } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  const kept = JSON.parse(await readFile(join(cwd, 'run/run.json'), 'utf8'));
  expect(kept).toMatchObject({ status: 'interrupted', job: { seed: 1 }, result });
});

it('two that train the same without --out keep a run each', async () => {
  const both = await Promise.all([runCli(train, cwd), runCli(train, cwd)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const kept = both.map(({ stdout }) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!).run as string);
  const names = await readdir(join(cwd, 'runs'));
  expect(kept.sort()).toEqual(names.sort().map((name) => join('runs', name)));
  expect(names).toHaveLength(2);
});
