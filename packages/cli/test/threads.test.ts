import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { runCli, startCli } from './run-cli.js';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'unrolled-threads-'));
});
const inWasm = { UNROLLED_NATIVE: '0', UNROLLED_THREADS: '' };
const train = (out: string, threads: string, ...rest: string[]) =>
  `train palindrome --length 8 --hidden 48 --batch 64 --threads ${threads} --out ${out}`
    .split(' ')
    .concat(rest);

it('a run in WebAssembly has the same losses and weights, to the bit, on any number of threads', async () => {
  const runs = await Promise.all(
    ['1', '3'].map(async (threads) => {
      const ended = await runCli(train(`on${threads}`, threads, '--steps', '12', '--json'), cwd, inWasm);
      expect(ended.code, ended.stderr).toBe(0);
      const losses = ended.stdout.split('\n').flatMap((line) => /"loss":[^,}]+/.exec(line) ?? []);
      return { losses, weights: await readFile(join(cwd, `on${threads}/model.safetensors`)) };
    }),
  );
  expect(runs[0]!.losses.length).toBeGreaterThan(10);
  expect(runs[1]!.losses).toEqual(runs[0]!.losses);
  const bytes = ({ weights }: (typeof runs)[number]) => weights.subarray(weights.indexOf('}}') + 2);
  expect(bytes(runs[1]!).equals(bytes(runs[0]!))).toBe(true);
});

it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  'a process whose threads are at work is saved by %s, and ends 130',
  async (signal) => {
    const out = `ended-by-${signal}`;
    const args = train(out, '3', '--steps', '100000', '--steps-per-epoch', '50');
    const { process: child, finished } = startCli(args, cwd, inWasm);
    while (!existsSync(join(cwd, out, 'checkpoint.safetensors')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    expect((await finished).code).toBe(130);
  },
);

it('doctor says how many threads there are', async () => {
  const { stdout } = await runCli(['doctor', '--no-speed'], cwd, { ...inWasm, UNROLLED_THREADS: '2' });
  expect(stdout).toMatch(/^kernels {2}whole sequences in WebAssembly, .*SIMD, threads: 2$/m);
});
