import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addDatasets } from '../src/commands/dataset.js';
import { createProgram } from '../src/program.js';
import { bin } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-help-'));

/** Every command a person can call, as the words that call it. */
async function everyCommand(): Promise<string[]> {
  const program = createProgram();
  await addDatasets(program);
  const below = (command: Command, words: string): string[] =>
    command
      .createHelp()
      .visibleCommands(command)
      .flatMap((each) => [`${words}${each.name()}`, ...below(each, `${words}${each.name()} `)]);
  return below(program, '');
}
const commands = await everyCommand();

describe('help', () => {
  it.each(commands)('of %s shows an example and ends 0', async (command) => {
    const { code, stdout, stderr } = await runInProcess([...command.split(' '), '--help'], cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: unrolled ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples?:\n  unrolled ${command}`));
    expect(stdout).not.toContain('undefined');
  });

  it.each(['', ...commands])('of %s fits a terminal of 40 columns without UTF-8', async (command) => {
    const narrow = { COLUMNS: '40', LC_ALL: 'C' };
    const { stdout } = await runInProcess([...command.split(' ').filter(Boolean), '--help'], cwd, narrow);
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
    // A word alone on its line cannot be broken.
    expect(stdout.split('\n').filter((line) => line.length > 40 && line.trim().includes(' '))).toEqual([]);
  });

  it('of no command at all goes to stderr and ends 2', async () => {
    const { code, stdout, stderr } = await runInProcess([], cwd);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: unrolled');
  });

  it('help COMMAND is COMMAND --help', async () => {
    const { stdout } = await runInProcess(['help', 'analyze', 'ratio'], cwd);
    expect(stdout).toBe((await runInProcess(['analyze', 'ratio', '--help'], cwd)).stdout);
  });
});

it.each([['--help'], ['--version'], ['analyze', 'bounds', '--out', 'plots']])(
  '%s %s loads no tfjs, nor a chart library before there is a chart',
  (...args) => {
    const { stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, NODE_DEBUG: 'esm,module' },
    });
    expect(stderr).toContain('commander');
    expect(stderr).not.toMatch(/tfjs\S*\.js\b(?!on)/);
    if (args.length === 1) expect(stderr).not.toMatch(/charts\/dist\/svg/);
  },
);
