// Builds the addon for this machine into build/, or with --all the packages of every platform into platforms/.
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAddon, version } from './compile.js';
import { findCompiler, findZig } from './compilers.js';
import { platformHere, platforms } from './platforms.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const fail = (message) => {
  console.error(`build:native: ${message}`);
  process.exit(1);
};

function buildHere() {
  const platform = platformHere();
  const compiler = findCompiler();
  if (!platform) fail(`there are no native kernels for ${process.platform} on ${process.arch}`);
  if (!compiler) fail('there is no C compiler; pip install ziglang brings one, or install clang or gcc');
  const to = join(folder, 'build/unrolled.node');
  compileAddon({ ...compiler, platform, to });
  console.log(`${to}: ${platform.name}, ${statSync(to).size} bytes, by ${compiler.words.join(' ')}`);
}

function buildAll() {
  const zig = findZig();
  if (!zig) fail('other platforms are compiled for by zig; pip install ziglang brings it');
  rmSync(join(folder, 'platforms'), { recursive: true, force: true });
  for (const platform of platforms) {
    const to = join(folder, 'platforms', platform.name);
    mkdirSync(to, { recursive: true });
    compileAddon({ words: [...zig, 'cc'], isZig: true, platform, to: join(to, 'unrolled.node') });
    writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifestOf(platform), null, 2)}\n`);
    writeFileSync(join(to, 'README.md'), `The addon of [@unrolled/native](..) for ${platform.name}.\n`);
    copyFileSync(join(folder, 'LICENSE'), join(to, 'LICENSE'));
    console.log(`${platform.name}: ${statSync(join(to, 'unrolled.node')).size} bytes`);
  }
}

const manifestOf = ({ name, os, cpu, libc }) => ({
  name: `@unrolled/native-${name}`,
  version,
  description: `The addon of @unrolled/native for ${name}.`,
  license: 'MIT',
  engines: { node: '>=20.19' },
  os: [os],
  cpu: [cpu],
  ...(libc && { libc: [libc] }),
  main: 'unrolled.node',
  files: ['unrolled.node'],
});

if (process.argv.includes('--all')) buildAll();
else buildHere();
