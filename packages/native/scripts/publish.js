// Publishes the packages of the platforms that build.js has made, and has @unrolled/native depend on them. They carry its
// version; one that npm has already is left alone, so that what broke off can be run again.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { platforms } from './platforms.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const path = join(folder, 'package.json');
const manifest = JSON.parse(readFileSync(path, 'utf8'));
const { name, version } = manifest;
const addons = platforms
  .map((platform) => ({ addon: `${name}-${platform.name}`, at: join(folder, 'platforms', platform.name) }))
  .filter(({ at }) => existsSync(at));
const isPublished = (addon) =>
  spawnSync('npm', ['view', `${addon}@${version}`, 'version'], { encoding: 'utf8' }).stdout.trim() ===
  version;

for (const { addon, at } of addons) {
  if (isPublished(addon)) continue;
  const words = ['publish', '--access', 'public', ...process.argv.slice(2)]; // as --dry-run
  execFileSync('npm', words, { cwd: at, stdio: 'inherit' });
}
const optionalDependencies = Object.fromEntries(addons.map(({ addon }) => [addon, version]));
writeFileSync(path, `${JSON.stringify({ ...manifest, optionalDependencies }, null, 2)}\n`);
