// From the C sources to an addon for one platform.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { def_paths, include_dir } from 'node-api-headers';

const folder = fileURLToPath(new URL('..', import.meta.url));
export const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What each instruction set asks of the compiler. */
const instructions = {
  x64: {
    avx2: ['-mavx2', '-mfma'],
    avx512: ['-mavx2', '-mfma', '-mavx512f', '-mavx512dq', '-mavx512bw', '-mavx512vl'],
  },
  arm64: { neon: [] },
};

/** Every rounding is the one that the source asks for: products are not fused with sums behind its back. */
const flags = ['-O3', '-std=gnu11', '-ffp-contract=off', '-fno-math-errno', '-Wall', '-Wextra'];

/** The sources with their own flags, and the name of what is compiled of each. */
export const unitsFor = (cpu) => [
  ...Object.entries(instructions[cpu]).map(([name, own]) => ({ name, source: 'instructions.c', own })),
  ...['processor', 'pool'].map((name) => ({ name, source: `${name}.c`, own: [] })),
];

/** Runs the compiler for each of the units and returns what it made. */
export function compileUnits({ words, units, common, to }) {
  return units.map(({ name, source, own }) => {
    const object = join(to, `${name}.o`);
    run(words, [...flags, ...common, ...own, '-c', join(folder, 'c', source), '-o', object]);
    return object;
  });
}

export const run = ([program, ...rest], more) =>
  execFileSync(program, [...rest, ...more], { stdio: 'inherit' });

/** An addon at `to`; `isZig` where the compiler needs to be told the platform, of which others know but their own. */
export function compileAddon({ words, isZig, platform: { os, cpu, target }, to }) {
  const work = mkdtempSync(join(tmpdir(), 'unrolled-native-'));
  try {
    const aim = isZig ? ['-target', target] : [];
    const addon = ['functions', 'addon'].map((name) => ({
      name,
      source: `${name}.c`,
      own: [`-I${include_dir}`, `-DUNROLLED_VERSION="${version}"`],
    }));
    const common = [...aim, '-fvisibility=hidden', ...(os === 'win32' ? [] : ['-fPIC', '-pthread'])];
    const objects = compileUnits({ words, units: [...unitsFor(cpu), ...addon], common, to: work });
    const made = join(work, 'unrolled.node');
    run(words, [...aim, '-shared', '-s', ...objects, ...linking(os, cpu, words, work), '-o', made]);
    copyFileSync(made, to); // what else the linker leaves beside it stays behind
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The functions of Node.js are found when the addon is loaded; Windows wants to know in which program. */
function linking(os, cpu, words, work) {
  if (os === 'darwin') return ['-Wl,-undefined,dynamic_lookup'];
  if (os !== 'win32') return ['-pthread', '-lm'];
  return Object.values(def_paths).map((definition, index) => {
    const library = join(work, `node${index}.lib`);
    const machine = cpu === 'x64' ? 'i386:x86-64' : 'arm64';
    run(words.slice(0, -1), ['dlltool', '-d', definition, '-l', library, '-D', 'node.exe', '-m', machine]);
    return library;
  });
}
