// Builds the addon for this machine, or with --all those for every platform, each in a package of its own in platforms/.
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAddon } from './compile.js';
import { findCompiler, findZig } from './compilers.js';
import { platformHere, platforms } from './platforms.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const fail = (message) => {
  console.error(`build:native: ${message}`);
  process.exit(1);
};

function build(platform, compiler) {
  const to = join(folder, 'platforms', platform.name);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const addon = join(to, 'unrolled.node');
  compileAddon({ ...compiler, platform, to: addon });
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifestOf(platform), null, 2)}\n`);
  writeFileSync(join(to, 'README.md'), `The addon of @unrolled/native for ${platform.name}.\n`);
  copyFileSync(join(folder, 'LICENSE'), join(to, 'LICENSE'));
  console.log(`${platform.name}: ${statSync(addon).size} bytes, by ${compiler.words.join(' ')}`);
}

const manifestOf = ({ name, os, cpu, libc }) => ({
  name: `${manifest.name}-${name}`,
  version: manifest.version,
  description: `The addon of ${manifest.name} for ${name}.`,
  license: manifest.license,
  ...(manifest.repository && { repository: manifest.repository }),
  engines: manifest.engines,
  os: [os],
  cpu: [cpu],
  ...(libc && { libc: [libc] }),
  main: 'unrolled.node',
  files: ['unrolled.node'],
});

if (process.argv.includes('--all')) {
  const zig = findZig();
  if (!zig) fail('only zig compiles for other platforms; pip install ziglang brings it');
  for (const platform of platforms) build(platform, { words: [...zig, 'cc'], isZig: true });
} else {
  const platform = platformHere();
  const compiler = findCompiler();
  if (!platform) fail(`there are no native kernels for ${process.platform} on ${process.arch}`);
  if (!compiler) fail('there is no C compiler; pip install ziglang brings one, or install clang or gcc');
  build(platform, compiler);
}
