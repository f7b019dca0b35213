import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Found } from '../attack.js';
import type { Dice } from '../dice.js';

const bin = fileURLToPath(new URL('../../packages/cli/bin/unrolled.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built command, as a user does. */
export function start(
  args: readonly string[],
  cwd: string,
  stdio: StdioOptions = ['ignore', 'pipe', 'pipe'],
): Started {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    stdio,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (said.stdout += chunk)).on('error', () => {});
  child.stderr?.on('data', (chunk) => (said.stderr += chunk)).on('error', () => {});
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, ...said }));
  });
  return { process: child, ended };
}

/** Runs it to its end, which must be with one of these exit codes and without a stack trace. */
export async function run(args: readonly string[], cwd: string, ...codes: readonly number[]): Promise<Ended> {
  return held(await start(args, cwd).ended, ...codes);
}

/** @throws Found unless it ended as documented */
export function held(ended: Ended, ...codes: readonly number[]): Ended {
  const { code, signal, stderr } = ended;
  if (code === null || !codes.includes(code))
    throw new Found(
      `ended by ${signal ?? `exit code ${code}`}, expected ${codes.join(' or ')}: ${tail(stderr)}`,
    );
  if (/^\s+at .*:\d+:\d+\)?$/m.test(stderr)) throw new Found(`a stack trace: ${tail(stderr)}`);
  if ((code === 1 || code === 2) && !/^error: .+/m.test(stderr))
    throw new Found(`exit code ${code} without a reason: ${tail(stderr)}`);
  return ended;
}

/** Waits for a moment by chance: mostly after some line of output, else by the clock; the end comes sooner. */
export async function someMoment(dice: Dice, { process, ended }: Started, lines = 160): Promise<void> {
  let left = dice.between(1, lines);
  const reached = new Promise<void>((resolve) => {
    process.stdout?.on('data', (chunk: Buffer) => {
      left -= chunk.toString().split('\n').length - 1;
      if (left <= 0) resolve();
    });
  });
  await Promise.race([
    ended,
    dice.chance(0.3) ? pause(dice.below(3000)) : reached.then(() => pause(dice.below(6))),
  ]);
}

export const tail = (text: string) => text.trim().slice(-400);
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
