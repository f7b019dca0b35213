import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openRegistry } from './registry.js';
import { nextRelease, publish } from './release.js';

const root = dirname(import.meta.dirname);

/** The packages of this repository: their folders and their package.json. */
export const packages = readdirSync(join(root, 'packages')).map((name) => {
  const path = resolve(root, 'packages', name);
  return { path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) };
});

/** What the builds took in, as their LICENCES.txt say: name, version and licence. */
export const builtIn = [
  ...new Set(
    packages.flatMap(({ path }) => {
      const licences = join(path, 'dist', 'LICENCES.txt');
      return existsSync(licences)
        ? readFileSync(licences, 'utf8').match(/^\S+ \d+\.\d+\.\d+\S* \(.+\)$/gm)
        : [];
    }),
  ),
].map((heading) => {
  const [, name, version, licence] = /^(\S+) (\S+) \((.+)\)$/.exec(heading);
  return { name, version, licence };
});

/**
 * What a user of npm gets: the next release, published to a registry on this machine and installed from there into an
 * empty folder, with more if asked for. The folder is removed at the end of this process.
 *
 * @returns the folder, where the release was made, and the environment in which npm asks that registry
 */
export async function installation(...more) {
  const env = { ...process.env, ...(await openRegistry()) };
  const release = nextRelease();
  publish(release, env);
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-install-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "installation", "version": "0.0.0", "private": true, "type": "module" }\n',
  );
  npm(folder, { env }, 'install', 'unrolled', ...more);
  return { folder, release, env };
}

/** What npm prints, run in `folder`. */
export const npm = (folder, { env = process.env } = {}, ...args) =>
  execFileSync('npm', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
