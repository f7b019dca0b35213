import { mkdir } from 'node:fs/promises';
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
    await mkdir(dirname(file), { recursive: true });
    await writeAndRename(file, typeof content === 'string' ? content : Buffer.from(content));
  } catch (error) {
    throw new Error(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}
