import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allPages, commandsOf, root } from './pages.js';

const { text } = allPages.find(({ path }) => path === 'CONTRIBUTING.md')!;
/** The blocks of each recipe, by what is added; those of a file with its path. */
const recipes = text
  .split(/^#+ Adding an? /m)
  .slice(1)
  .map((recipe) => {
    const blocks = [...recipe.matchAll(/^```(\w+)\n(?:(?:\/\/|---) (\S+)\n)?([\s\S]*?)^```$/gm)];
    const named = blocks.map(([all, language, path, content]) => ({
      all,
      language,
      path,
      content: content!,
    }));
    return { what: recipe.split('\n')[0]!, blocks: named };
  });

/** A file with lines added and removed, each after the line of the file that stands before it in the block. */
function edited(file: string, changes: string): string {
  const lines = file.split('\n');
  let at = 0;
  for (const change of changes.trimEnd().split('\n')) {
    const line = change.slice(1);
    if (change.startsWith('+')) {
      lines.splice(at++, 0, line);
      continue;
    }
    const found = lines.indexOf(line, at);
    expect(found, `there is a line "${line}"`).toBeGreaterThanOrEqual(0);
    at = change.startsWith('-') ? found : found + 1;
    if (change.startsWith('-')) lines.splice(found, 1);
  }
  return lines.join('\n');
}

let copy: string;
const run = (command: string) => {
  const unrolled = `"${process.execPath}" "${join(copy, 'packages/cli/bin/unrolled.js')}"`;
  const env = { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8' };
  const line = command.replace(/^unrolled/, unrolled);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], { cwd: copy, env, encoding: 'utf8' });
  return { stdout, problem: status === 0 ? '' : `exit code ${status}: ${stdout}${stderr}` };
};
const read = (file: string) => readFileSync(join(copy, file), 'utf8');
const jobOf = (folder: string) => JSON.parse(read(`${folder}/run.json`)).job;

/**
 * The project without its tests, below the project itself, so that what is installed is found there, under one path; a link
 * out of the copy would be a second one, and Node.js load TensorFlow.js twice.
 */
beforeAll(() => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  copy = mkdtempSync(join(root, 'dist', 'recipes-'));
  const filter = (path: string) => basename(path) !== 'test';
  for (const name of [
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
    'tsup.config.js',
    'scripts',
    'packages',
  ])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  for (const name of ['.bin', '@unrolled', 'unrolled'])
    cpSync(join(root, 'node_modules', name), join(copy, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    });
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the recipes of CONTRIBUTING', () => {
  it('touch no more places than they should', () => {
    const places = recipes.map(({ what, blocks }) => {
      return [what, new Set(blocks.flatMap(({ path }) => path ?? [])).size];
    });
    // Of a setting one place describes it, and one makes use of it.
    const most = { dataset: 2, task: 2, cell: 2, setting: 2, optimizer: 2, backend: 2 };
    expect(Object.fromEntries(places)).toEqual(most);
  });

  it('give, followed to the letter, files that fit the types and commands that know them', () => {
    const blocks = recipes.flatMap(({ blocks }) => blocks);
    for (const { language, path, content } of blocks) {
      if (path === undefined) continue;
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), language === 'diff' ? edited(read(path), content) : content);
    }
    expect(run('npx tsc -p tsconfig.json').problem).toBe('');
    for (const name of [
      '@unrolled/datasets',
      '@unrolled/kernels',
      '@unrolled/cells',
      '@unrolled/tasks',
      'unrolled',
    ])
      expect(run(`npm run build --workspace ${name}`).problem).toBe('');

    const shell = blocks.filter(({ language }) => language === 'sh').map(({ all }) => all);
    const commands = commandsOf({ path: '', text: shell.join('\n') });
    const printed = new Map(commands.map(({ line }) => [line, run(line)]));
    for (const [line, { problem }] of printed) expect.soft(problem, line).toBe('');
    expect(printed.get('unrolled tasks echo')!.stdout).toMatch(/--amplitude <number> +1 +what a bit of 1 is/);
    expect(jobOf('runs/task').task.options).toEqual({ length: 12, delay: 2, amplitude: 2 });
    expect(jobOf('runs/sweep/rnn-amplitude2-seed1').task.options.amplitude).toBe(2);
    expect(jobOf('runs/cell').model).toMatchObject({ kind: 'leaky', leak: 0.9 });
    expect(jobOf('runs/setting').settings.warmup).toBe(100);
    expect(jobOf('runs/optimizer').optimizer).toEqual({ kind: 'lion', learningRate: [0.001] });
    expect(printed.get('unrolled doctor --no-speed --json')!.stdout).toContain('"webgl"');
  });
});
