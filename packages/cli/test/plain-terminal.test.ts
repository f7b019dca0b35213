import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-plain-'));
const plain = { COLUMNS: '40', LC_ALL: 'C', NO_COLOR: '1', TERM: 'linux' };
const small = '--steps 20 --hidden 8 --batch 16';

/** Lines that are longer than 40 characters and could be broken. */
function tooLong(text: string): string[] {
  const breakable = (line: string) => /\S\s+\S/.test(line.trim());
  return text.split('\n').filter((line) => line.length > 40 && breakable(line));
}

describe('in a terminal of 40 columns, without colour and without UTF-8', () => {
  beforeAll(async () => {
    // In a process of its own, for it listens to signals.
    const { code, stdout, stderr } = await runCli(
      `train palindrome --cell rnn ${small} --out run`.split(' '),
      cwd,
      plain,
    );
    expect({ code, tooLong: tooLong(stdout + stderr) }).toEqual({ code: 0, tooLong: [] });
    expect(stdout + stderr).toMatch(/^[\n\x20-\x7e]+$/);
    expect(stdout).toMatch(/accuracy/);
  });

  it.each<[line: string, ...shown: RegExp[]]>([
    ['evaluate run', /accuracy/],
    ['predict run 1 2 3 2 1', /1/],
    ['analyze ratio --max-steps 5', /^1 {2}2\.5047e-1/m, /o exact {3}x approximate/, /time steps T/],
    ['analyze bounds --max-distance 5', /T-t/, /\|\|W\|\| = 0\.9/, /\+----/],
    ['analyze jacobian --cell rnn --length 6 --hidden 4', /measured/, /x measured/],
    ['analyze jacobian run', /measured/],
    ['analyze parameters', /0\.recurrentKernel +128 x 512 +65,536/],
    ['analyze clipping', /by value\n/, /32\.6 deg/],
    ['gradcheck --cell rnn', /max relative error {2}\d/, /agree/],
    ['construct parity --max-length 3', /14 sequences/, /recurrent kernel/],
    ['dataset', /palindrome: remember the first digit of/],
    ['tasks', /palindrome: /],
    ['doctor --no-speed', /used: the fastest here/, /kernels {2}whole sequences/],
    ['bench --cell rnn --length 4 --hidden 4 --batch 2 --seconds 0.1', /tf\.layers +\d/],
  ])('%s is readable', async (line, ...shown) => {
    const { code, stdout } = await runInProcess(line.split(' '), cwd, plain);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
    expect(tooLong(stdout)).toEqual([]);
    for (const text of shown) expect(stdout).toMatch(text);
  });

  it('sweep is readable, too', async () => {
    const line = `sweep palindrome --cell rnn --length 3,4 ${small} --out sweep --workers 1`;
    const { code, stdout, stderr } = await runCli(line.split(' '), cwd, plain);
    expect({ code, tooLong: tooLong(stdout + stderr) }).toEqual({ code: 0, tooLong: [] });
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
    expect(stdout).toMatch(/o rnn/);
  });
});
