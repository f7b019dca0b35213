import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

/** What a release is made from. */
const parts = [
  '.changeset',
  '.gitignore',
  '.npmrc',
  'biome.json',
  'package-lock.json',
  'package.json',
  'packages',
  'scripts',
  'site/package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'tsup.config.js',
];
/** What is installed for the packages that are ours, and the commands; all else is found above. */
const installed = ['.bin', '@unrolled', 'unrolled'];
/** Those that write their version into what is built. */
const versioned = ['@unrolled/native', '@unrolled/tasks', 'unrolled'];

/**
 * The next release in a copy of the project, as the release workflow makes it: its versions, changelogs, lockfile and
 * builds. The copy lies below the project, so that what is installed there is found, and is removed at the end of this
 * process.
 */
export function nextRelease() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', 'release-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const filter = (path) => basename(path) !== 'test' || !existsSync(join(dirname(path), 'package.json'));
  for (const name of parts) cpSync(join(root, name), join(folder, name), { recursive: true, filter });
  for (const name of installed) {
    const from = join(root, 'node_modules', name);
    cpSync(from, join(folder, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  }
  // A repository of its own, so that no tag of the rehearsal reaches the real one.
  const git = (...words) => execFileSync('git', words, { cwd: folder });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'release');
  git('config', 'user.email', 'release@localhost');
  git('add', '--all', '--', ...parts);
  git('commit', '--quiet', '--message', 'What is to be released');

  run(folder, 'npm', 'run', 'version');
  run(folder, 'npm', 'run', 'lint'); // the checks that the release has to pass
  const withAddon = existsSync(join(root, 'packages/native/platforms'));
  if (withAddon) run(folder, 'npm', 'run', 'build:native');
  for (const name of versioned) run(folder, 'npm', 'run', 'build', '--workspace', name);
  return folder;
}

/** Publishes a release from its folder to the registry that npm finds in `env`. */
export function publish(folder, env) {
  const github = { GITHUB_SERVER_URL: 'https://localhost', GITHUB_REPOSITORY: 'unrolled/unrolled' };
  run(folder, 'npm', 'run', 'publish:packages', { ...process.env, ...github, ...env });
}

/** Runs a command and says what it printed only where it fails. */
function run(cwd, command, ...words) {
  const env = typeof words.at(-1) === 'object' ? words.pop() : process.env;
  try {
    execFileSync(command, words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${[command, ...words].join(' ')}:\n${error.stdout}${error.stderr}`);
  }
}
