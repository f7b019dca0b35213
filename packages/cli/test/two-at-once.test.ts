import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

const train = 'train parity --cell rnn --hidden 4 --batch 4 --length 3 --steps 2000 --stop-at 2 --json'.split(
  ' ',
);
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-two-'));
});

it('of two that train into one folder the second is told who holds it, and the first loses nothing', async () => {
  const both = await Promise.all(
    [1, 2].map((seed) => runCli([...train, '--seed', `${seed}`, '--out', 'run'], cwd)),
  );
  const [first, second] = both.sort((a, b) => a.code! - b.code!);
  expect([first!.code, second!.code]).toEqual([0, 2]);
  expect(second!.stderr).toMatch(
    /^error: run is in use by process \d+ on \S+ since [^;]+ UTC; wait for its end, or give --out another folder\n$/,
  );
  const kept = JSON.parse(await readFile(join(cwd, 'run/run.json'), 'utf8'));
  const { type, ...result } = JSON.parse(first!.stdout.trimEnd().split('\n').at(-1)!);
  expect(kept).toMatchObject({ status: 'done', result });
});

it('two that train the same without --out keep a run each', async () => {
  const both = await Promise.all([runCli(train, cwd), runCli(train, cwd)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const kept = both.map(({ stdout }) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!).run as string);
  const names = await readdir(join(cwd, 'runs'));
  expect(kept.sort()).toEqual(names.sort().map((name) => join('runs', name)));
  expect(names).toHaveLength(2);
});
