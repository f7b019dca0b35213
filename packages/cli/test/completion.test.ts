import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { candidates } from '../src/completion/candidates.js';
import { createProgram } from '../src/program.js';
import { bin, runCli } from './run-cli.js';
import { runInProcess } from './run-in-process.js';

const cwd = mkdtempSync(join(tmpdir(), 'unrolled-completion-'));
const words = (...line: string[]) => candidates(createProgram(), line).map(({ word }) => word);

describe('completion', () => {
  it('offers commands, and what they are', () => {
    expect(words('')).toEqual(expect.arrayContaining(['train', 'analyze', 'doctor', 'completion']));
    expect(words('')).not.toContain('complete');
    expect(words('an')).toEqual(['analyze']);
    expect(words('analyze', 'r')).toEqual(['ratio']);
    expect(candidates(createProgram(), ['grad'])[0]!.description).toContain('gradient four ways');
  });

  it("offers a command's flags, whatever stands before", () => {
    expect(words('construct', '--ma')).toEqual(['--max-length']);
    expect(words('construct', 'parity', '--backend', 'cpu', '--ma')).toEqual(['--max-length']);
    expect(words('analyze', 'bounds', '--n')).toEqual(['--norm']);
  });

  it('offers the choices of a flag and of an argument', () => {
    expect(words('gradcheck', '--cell', '')).toEqual([
      'rnn',
      'skip-rnn',
      'gru',
      'lstm',
      'min-gru',
      'min-lstm',
      'lru',
      'transformer',
    ]);
    expect(words('gradcheck', '--cell', 'g')).toEqual(['gru']);
    expect(words('gradcheck', '--cell=g')).toEqual(['--cell=gru']);
    expect(words('construct', 'par')).toEqual(['parity']);
    expect(words('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('goes on with a list after the last comma, with what it lacks', () => {
    expect(words('sweep', 'palindrome', '--cell', 'rnn,')).toEqual([
      'rnn,skip-rnn',
      'rnn,gru',
      'rnn,lstm',
      'rnn,min-gru',
      'rnn,min-lstm',
      'rnn,lru',
      'rnn,transformer',
      'rnn,feedforward',
    ]);
  });

  it('offers nothing, and so leaves file names to the shell, where anything may stand', () => {
    expect(words('analyze', 'ratio', '--out', '')).toEqual([]);
    expect(words('gradcheck', '--seed', '')).toEqual([]);
  });

  it('knows the datasets with their flags, and the tasks', async () => {
    const complete = async (...line: string[]) => {
      const { stdout } = await runInProcess(['complete', '--', ...line], cwd);
      return stdout.split('\n').map((candidate) => candidate.split('\t')[0]);
    };
    expect(await complete('dataset', 'pal')).toContain('palindrome');
    expect(await complete('dataset', 'palindrome', '--encoding', 's')).toContain('scalar');
    expect(await complete('train', 'p')).toContain('palindrome');
  });
});

describe('in a shell', () => {
  // The shells look the command up by its name.
  const path = join(cwd, 'bin');
  mkdirSync(path);
  symlinkSync(bin, join(path, 'unrolled'));
  const env = { ...process.env, PATH: `${path}:${process.env.PATH}` };
  const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

  it.runIf(has('bash'))('bash completes commands, choices and choices after =', async () => {
    const { stdout } = await runCli(['completion', 'bash'], cwd);
    const at = (...line: string[]) =>
      `COMP_WORDS=(${line.join(' ')}); COMP_CWORD=${line.length - 1}; _unrolled; echo "\${COMPREPLY[*]}"`;
    const script = [
      stdout,
      at('unrolled', 'gradc'),
      at('unrolled', 'gradcheck', '--cell', 'l'),
      at('unrolled', 'gradcheck', '--cell', '=', 'g'),
    ].join('\n');
    expect(execFileSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' })).toBe(
      'gradcheck\nlstm lru\ngru\n',
    );
  });

  it.runIf(has('fish'))('fish completes commands, choices, and files where anything may stand', async () => {
    const { stdout } = await runCli(['completion', 'fish'], cwd);
    writeFileSync(join(cwd, 'weights.npz'), '');
    const lines = ['unrolled gradc', 'unrolled gradcheck --cell ls', 'unrolled analyze ratio --out weig'];
    const script = [stdout, ...lines.map((line) => `complete -C '${line}'`)].join('\n');
    const found = execFileSync('fish', ['-c', script], { cwd, env, encoding: 'utf8' });
    expect(found.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'gradcheck',
      'lstm',
      'weights.npz',
      '',
    ]);
  });

  it.runIf(has('zsh'))('zsh takes the script and offers the candidates with their descriptions', async () => {
    const { stdout } = await runCli(['completion', 'zsh'], cwd);
    const script = [
      'compdef() { :; }; _describe() { print -l -- $found; }; _files() { print files; }',
      stdout,
      'words=(unrolled gradc); CURRENT=2; _unrolled',
      'words=(unrolled gradcheck --cell ls); CURRENT=4; _unrolled',
      "words=(unrolled gradcheck --seed ''); CURRENT=4; _unrolled",
    ].join('\n');
    const found = execFileSync('zsh', ['-fc', script], { cwd, env, encoding: 'utf8' });
    expect(found).toMatch(/^gradcheck:the gradient four ways[^\n]*\nlstm:\nfiles\n$/);
  });
});
