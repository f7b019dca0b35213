// Runs check/check.c, compiled in one of several ways:
//
//   node scripts/check.js plain|address|thread|neon [CASES]
//
// plain as the addon is; address and thread under the sanitizers of gcc or clang, address with that of undefined
// behaviour; neon by zig, under qemu, whose results must be those of this machine to the bit.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileUnits, run, unitsFor } from './compile.js';
import { findCompiler, findZig } from './compilers.js';

const sanitizers = {
  address: ['-g', '-O1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
  thread: ['-g', '-O1', '-fsanitize=thread'],
};
const isHere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

const ways = {
  plain: () => compiled(process.arch, findCompiler()?.words),
  address: () => compiled(process.arch, compilerWithSanitizers(), sanitizers.address),
  thread: () => compiled(process.arch, compilerWithSanitizers(), sanitizers.thread),
  neon() {
    const zig = findZig();
    if (!zig || !isHere('qemu-aarch64')) return skip('neon needs zig and qemu-aarch64');
    const words = [...zig, 'cc', '-target', 'aarch64-linux-musl'];
    const theirs = compiled('arm64', words, ['-static'], ['qemu-aarch64']);
    const ours = ways.plain();
    return (cases) => {
      const digests = [theirs(cases), ours(cases)].map((line) => line.split('digest ')[1]);
      if (digests[0] !== digests[1])
        throw new Error(`NEON gives other numbers than this machine: ${digests}`);
      return `${cases} cases: neon gives the bits of this machine, ${digests[0]}`;
    };
  },
};

const compilerWithSanitizers = () => ['gcc', 'clang'].filter(isHere).map((program) => [program])[0];

/** A function that runs so many cases and returns what they print. */
function compiled(cpu, words, flags = [], runner = []) {
  if (!words) return skip('there is no compiler for it');
  const driver = ['functions.c', '../check/check.c'].map((source, i) => ({
    name: `driver${i}`,
    source,
    own: ['-Ic'],
  }));
  const units = [...unitsFor(cpu), ...driver];
  const objects = compileUnits({
    words,
    units,
    common: ['-Werror', '-pthread', ...flags],
    to: mkdtempSync(join(work, cpu)),
  });
  const program = join(mkdtempSync(join(work, cpu)), 'check');
  run(words, [...flags, '-pthread', ...objects, '-lm', '-o', program]);
  return (cases) => {
    const [first, ...rest] = [...runner, program, cases];
    return execFileSync(first, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  };
}

function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  process.exit(0);
}

process.chdir(join(import.meta.dirname, '..'));
const work = mkdtempSync(join(tmpdir(), 'unrolled-check-'));
process.on('exit', () => rmSync(work, { recursive: true }));
const [way = 'plain', cases = '1000'] = process.argv.slice(2);
if (!ways[way]) throw new Error(`check.js: ${Object.keys(ways).join(', ')}, received ${way}`);
console.log(ways[way]()(cases));
