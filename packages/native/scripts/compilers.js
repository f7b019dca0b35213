// The C compilers that may be here.
import { spawnSync } from 'node:child_process';

const zigs = [['zig'], ['python3', '-m', 'ziglang'], ['python', '-m', 'ziglang']];
const others = [['clang'], ['gcc'], ['cc']];

const runs = ([program, ...rest], asks) =>
  spawnSync(program, [...rest, asks], { stdio: 'ignore', env: process.env }).status === 0;

/** The words that start zig, which compiles for every platform; undefined where there is none. */
export const findZig = () => zigs.find((words) => runs(words, 'version'));

/** The words that start a compiler for this machine: CC, else zig, clang or gcc; undefined where there is none. */
export function findCompiler() {
  if (process.env.CC) return { words: process.env.CC.split(' '), isZig: false };
  const zig = findZig();
  if (zig) return { words: [...zig, 'cc'], isZig: true };
  const words = others.find((words) => runs(words, '--version'));
  return words && { words, isZig: false };
}
