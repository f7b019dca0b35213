import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';

/**
 * Lets `write` fill a temporary file beside `path` and renames it when all is on disk: `path` is never there
 * half written. `write` must have ended the stream.
 *
 * @throws Error if it could not be written, with the reason as its cause; the temporary file is removed
 */
export async function writeAtomically(path: string, write: (to: Writable) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await write(createWriteStream(temporary, { flush: true }));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (!isSystemError(cause)) throw cause;
    throw new Error(`cannot write ${path}: ${cause.message}`, { cause });
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
