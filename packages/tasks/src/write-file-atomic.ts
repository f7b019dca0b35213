import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeAndRename from 'write-file-atomic';

/**
 * Writes a file under a temporary name and renames it, making its folder if need be, so that a half-written
 * file is never read as a good one.
 *
 * @throws Error naming the file and the system's reason if it cannot be written
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await writeAndRename(file, typeof content === 'string' ? content : Buffer.from(content));
  } catch (error) {
    throw new Error(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes a folder and those above it. Node's own recursive mkdir never returns where a file system refuses, as /proc. */
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
