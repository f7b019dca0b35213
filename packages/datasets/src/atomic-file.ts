import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * Lets `write` fill a temporary file beside `path` and renames it when all is on disk: `path` never holds
 * half a file. `write` must have ended the stream.
 *
 * @throws Error if it could not be written, with the reason as its cause; the temporary file is removed
 */
export async function writeAtomically(
  path: string,
  write: (to: Writable) => Promise<void>,
  { makesFolder = false } = {},
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    if (makesFolder) await makeFolder(dirname(path));
    await write(createWriteStream(temporary, { flush: true }));
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to report
    if (!isSystemError(cause)) throw cause;
    throw new Error(`cannot write ${path}: ${cause.message}`, { cause });
  }
}

/** Writes content that is in memory with {@link writeAtomically}, and makes the file's folder if need be. */
export function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const write = async (to: Writable) => {
    to.end(content);
    await finished(to);
  };
  return writeAtomically(path, write, { makesFolder: true });
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns where a file system refuses (/proc). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
