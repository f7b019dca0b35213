import { vi } from 'vitest';
import { run } from '../src/run.js';
import type { Finished } from './run-cli.js';

/**
 * Runs a command line in this process, from the sources: much quicker than a process of its own, and the same but for
 * what a process brings, as signals, and the state that tfjs keeps.
 */
export async function runInProcess(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  const catching = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk: unknown) => {
      output[name] += String(chunk);
      return true;
    });
  const log = vi.spyOn(console, 'log').mockImplementation((text: unknown) => {
    output.stdout += `${text}\n`;
  });
  const spies = [catching('stdout'), catching('stderr'), log];
  const before = { cwd: process.cwd(), env: { ...process.env } };
  process.chdir(cwd);
  Object.assign(process.env, { LC_ALL: 'C.UTF-8' }, env);
  process.exitCode = 0;
  try {
    await run(args);
    return { code: Number(process.exitCode), ...output };
  } finally {
    process.exitCode = 0;
    process.chdir(before.cwd);
    for (const name of ['LC_ALL', ...Object.keys(env)]) delete process.env[name];
    Object.assign(process.env, before.env);
    for (const spy of spies) spy.mockRestore();
  }
}
