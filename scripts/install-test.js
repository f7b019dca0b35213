// What a user of npm gets: every package packed, installed into an empty folder, and used there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-install-'));
const packages = readdirSync('packages').map((name) => {
  const path = resolve('packages', name);
  return { path, manifest: JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) };
});
/** Every address that plain code can import: those with types; one with a star stands for every file that fits. */
const addresses = packages.flatMap(({ path, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([, { types }]) => types)
    .flatMap(([address, { types }]) => {
      const [, ending] = types.split('*');
      const files = ending ? readdirSync(join(path, dirname(types))) : [types];
      const fitting = files.filter((file) => !ending || file.endsWith(ending));
      return fitting.map((file) => manifest.name + address.slice(1).replace('*', file.replace(ending, '')));
    }),
);
const npm = (...args) =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const unrolled = (command) =>
  spawnSync(join(folder, 'node_modules/.bin/unrolled'), command.split(' '), {
    cwd: folder,
    encoding: 'utf8',
  });

before(() => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const tarballs = packages.map(({ path }) => {
    const [{ filename }] = JSON.parse(npm('pack', path, '--json'));
    return join(folder, filename);
  });
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  npm(
    'install',
    ...tarballs,
    `typescript@${devDependencies.typescript}`,
    `@types/node@${devDependencies['@types/node']}`,
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('the command trains on the wasm backend and keeps the run', () => {
  const command = 'train palindrome --length 3 --steps 20 --backend wasm --out run --json';
  const { status, stdout, stderr } = unrolled(command);
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout.trimEnd().split('\n').at(-1)).run, 'run');
  assert.equal(JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')).backend, 'wasm');
});

test('the command draws a sweep', () => {
  const command = 'sweep palindrome --cell rnn,lstm --length 3,4 --steps 20 --hidden 8';
  const { status, stdout, stderr } = unrolled(command);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /- guessing {3}o rnn {3}x lstm/);
});

test('the doctor finds wasm', () => {
  const { status, stdout, stderr } = unrolled('doctor --json');
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout).selected, 'wasm');
});

for (const address of addresses) {
  test(`${address} imports from plain JavaScript`, () => {
    const code = `const all = await import('${address}'); if (Object.keys(all).length === 0) process.exit(1);`;
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: folder });
  });
}

test('every package imports from strict TypeScript', () => {
  const imports = addresses.map(
    (address, i) => `import * as module${i} from '${address}';\nvoid module${i};\n`,
  );
  writeFileSync(join(folder, 'strict.ts'), imports.join(''));
  const command = 'tsc --strict --noEmit --module nodenext --target es2022 --skipLibCheck false strict.ts';
  const { stdout } = spawnSync('npx', ['--no-install', ...command.split(' ')], {
    cwd: folder,
    encoding: 'utf8',
  });
  // tfjs's own declarations are not strict; everybody else's must be.
  const faults = stdout
    .split('\n')
    .filter((line) => /^\S.*error TS/.test(line) && !line.startsWith('node_modules/@tensorflow/'));
  assert.deepEqual(faults, []);
});
