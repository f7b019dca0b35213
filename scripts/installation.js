import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = dirname(import.meta.dirname);

/** The packages of this repository as npm publishes them: their folders and their package.json. */
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

/** What is installed only by those who ask for it: nothing else brings it. */
const optional = ['@unrolled/queue'];

/** Every package but the optional ones packed and installed, with more if asked for, into an empty folder that is removed at exit. */
export function installation(...more) {
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-install-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "installation", "version": "0.0.0", "private": true, "type": "module" }\n',
  );
  const usual = packages.filter(({ manifest }) => !optional.includes(manifest.name));
  install(folder, usual, ...more);
  return folder;
}

/** Packs packages and installs them into a folder. */
export function install(folder, those, ...more) {
  const tarballs = those.map(({ path }) => {
    const [{ filename }] = JSON.parse(npm(folder, 'pack', path, '--json'));
    return join(folder, filename);
  });
  npm(folder, 'install', ...tarballs, ...more);
  for (const tarball of tarballs) rmSync(tarball);
}

/** What npm prints, run in `folder`. */
export const npm = (folder, ...args) =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
