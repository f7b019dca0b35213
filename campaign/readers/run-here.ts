import { run } from '../../packages/cli/src/run.js';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The exit codes that a command which nobody interrupts may have. */
const documented = [0, 1, 2];
const control = /[^\P{Cc}\n\t]/u;

/** Runs a command line in this process, from the sources. */
export async function runHere(args: readonly string[]): Promise<Ran> {
  const output = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const before = streams.map((name) => process[name].write);
  for (const name of streams)
    process[name].write = ((chunk: unknown, ...rest: unknown[]) => {
      output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    }) as typeof process.stdout.write;
  const log = console.log;
  console.log = (text: unknown) => {
    output.stdout += `${text}\n`;
  };
  process.exitCode = 0;
  try {
    await run(args);
    return { code: Number(process.exitCode), ...output };
  } finally {
    for (const [i, name] of streams.entries()) process[name].write = before[i]!;
    console.log = log;
    process.exitCode = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  }
}

/** Examples as npz, which are for other programs alone. */
const isArchive = (stdout: string) => stdout.startsWith('PK');

/** What is wrong with what a command said; undefined if nothing is. */
export function faultOfOutput({ code, stdout, stderr }: Ran): string | undefined {
  if (!documented.includes(code)) return `the exit code is ${code}`;
  const [raw] = (isArchive(stdout) ? null : control.exec(stdout)) ?? control.exec(stderr) ?? [];
  if (raw) return `it prints the control character ${JSON.stringify(raw)}`;
  if (/^\s+at .*:\d+:\d+\)?$/m.test(stderr)) return `it prints a stack: ${stderr}`;
  if (code === 0) return undefined;
  const errors = stderr.split('\n').filter((line) => /^error: /.test(line));
  return errors.length === 1
    ? undefined
    : `it ends with ${code} and ${errors.length} errors: ${stderr.slice(0, 200)}`;
}
