import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isRunning, signature, signer } from './process-identity.js';

/** Begins to read what is to be written. */
type Source = () => Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export interface WriteOptions {
  /** Makes the folder of the file, and those above it, where they are not there. */
  readonly makesFolder?: boolean;
  /** Stops writing; what was there stays. */
  readonly signal?: AbortSignal | undefined;
  /** What is to happen when the new file is whole on disk, before it takes the old one's place. */
  readonly beforeReplacing?: () => Promise<void>;
}

/**
 * Writes a file all or nothing: into a temporary one beside it, which is read back and only then renamed. `path`
 * holds what it held before or all of the new content, whatever fails and whenever the process dies. Temporary
 * files that dead processes left of it are removed. What is no file, as a pipe or a device, is written into.
 *
 * @throws Error if it could not be written, with the reason as its cause; the temporary file is removed
 * @example
 * await writeAtomically('numbers.txt', async function* () {
 *   for (let i = 1; i <= 3; i++) yield `${i}\n`;
 * });
 */
export async function writeAtomically(
  path: string,
  source: Source,
  { makesFolder = false, signal, beforeReplacing }: WriteOptions = {},
): Promise<void> {
  try {
    if (makesFolder) await makeFolder(dirname(path));
    const present = await stat(path).catch(orElse('ENOENT', undefined));
    if (present && !present.isFile()) return await writeInto(path, source, signal);
    const target = present ? await realpath(path) : path; // a link stays one
    await sweepTemporaries(dirname(target), basename(target));
    const temporary = temporaryName(target);
    try {
      if (!(await writeWhole(temporary, source, present, signal)))
        throw new Error(`cannot write ${path}: the disk gives back something else than was written`);
      await beforeReplacing?.();
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to report
      throw error;
    }
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new Error(`cannot write ${path}: ${cause.message}`, { cause });
  }
}

/**
 * Writes content that is in memory with {@link writeAtomically}, and makes the file's folder if need be.
 *
 * @example
 * await writeFileAtomic('runs/note.txt', 'whole or not at all');
 */
export function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  return writeAtomically(path, () => [content], { makesFolder: true, ...options });
}

/**
 * A name for something that is to take the place of `path` once it is whole.
 *
 * @example
 * const name = temporaryName('model.safetensors');
 * name.startsWith('model.safetensors.') && name.endsWith('.tmp'); // → true
 */
export const temporaryName = (path: string): string => `${path}.${signature()}.tmp`;

/**
 * Removes what dead processes left half-written in a folder: all of it, or that of one file.
 *
 * @example
 * await writeFileAtomic('results/note.txt', 'kept');
 * await sweepTemporaries('results');
 */
export async function sweepTemporaries(folder: string, file?: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, of, signed] = /^(.+)\.(\d+_\d+_[^_]+_\w+)\.tmp$/.exec(name) ?? [];
    const writer = signed === undefined ? undefined : signer(signed);
    if (!writer || isRunning(writer) !== false || (file !== undefined && of !== file)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** @returns whether the disk gives back what was written */
async function writeWhole(
  path: string,
  source: Source,
  like: Stats | undefined,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const written = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    if (like) await file.chmod(like.mode);
    await pipeline(source(), writeAll(file, written), { ...(signal && { signal }) });
    await file.sync();
  } finally {
    await file.close();
  }
  const readBack = createHash('sha256');
  await pipeline(createReadStream(path), readBack);
  return readBack.digest('hex') === written.digest('hex');
}

async function writeInto(path: string, source: Source, signal: AbortSignal | undefined): Promise<void> {
  const file = await open(path, 'w');
  try {
    await pipeline(source(), writeAll(file), { ...(signal && { signal }) });
  } finally {
    await file.close();
  }
}

/** A system may take less than it is given. */
const writeAll = (file: FileHandle, hash?: Hash) => async (chunks: AsyncIterable<string | Uint8Array>) => {
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    hash?.update(bytes);
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray((await file.write(rest)).bytesWritten);
  }
};

/**
 * Makes a folder and those above it, where they are not there. Node's own recursive mkdir never returns where a file
 * system refuses (/proc).
 *
 * @returns the folders made, the innermost first
 * @example
 * (await makeFolder('made/by/this')).length; // → 3
 */
export async function makeFolder(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return [];
    if (code !== 'ENOENT') throw error;
  }
  const above = await makeFolder(dirname(path));
  return mkdir(path).then(() => [path, ...above], orElse('EEXIST', above)); // another process may be faster
}

const orElse =
  <T>(code: string, value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== code) throw error;
    return value;
  };

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;
