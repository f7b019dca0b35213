import { fstatSync, writeSync } from 'node:fs';
import { exitCodes } from './errors.js';
import { endEarly } from './interrupt.js';
import { remark } from './render/print.js';

/**
 * What happens when stdout or stderr takes no more. Progress that nobody reads is not missed. Results that nobody reads,
 * because `head` has seen enough or a terminal is gone, end the command quietly; what it had to save is saved. Results that
 * cannot be written, as on a full disk, end it with a sentence.
 */
export function watchOutput(): void {
  process.stderr.on('error', () => {});
  let lost = false;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (lost) return; // what is written after the first error fails, too
    lost = true;
    if (code === 'EPIPE' || code === 'EIO') return endEarly('stdout was closed', exitCodes.done);
    remark(`error: cannot write to stdout: ${message}`);
    endEarly('stdout takes no more', exitCodes.failed);
  });
  // As bigint, because Node.js 20 takes every path for a pipe when the other numbers were last those of a pipe: it then stops
  // in the midst of resolving links, and loads what pnpm has linked a second time.
  if (fstatSync(process.stdout.fd, { bigint: true }).isFile()) process.stdout._write = writeWhole;
}

/** Node.js does not look whether a file took all that it was given; one on a full disk takes a part. */
const writeWhole: typeof process.stdout._write = (chunk: Uint8Array, _, done) => {
  try {
    for (let rest = chunk; rest.length > 0; ) rest = rest.subarray(writeSync(process.stdout.fd, rest));
    done();
  } catch (error) {
    done(error as Error);
  }
};
