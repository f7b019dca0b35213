// Packs every package and holds it against publint and, where it exports types, against attw.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (command, ...args) =>
  execFileSync('npx', ['--no-install', command, ...args], { stdio: 'inherit' });
for (const folder of readdirSync('packages')) {
  const path = join('packages', folder);
  run('publint', '--strict', path);
  const { bin } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  if (!bin) run('attw', '--pack', path, '--profile', 'esm-only', '--quiet');
}
