import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeAndRename from 'write-file-atomic';
import type { RunRecord, RunStore } from './run-store.js';

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

const latest = 'checkpoint.safetensors';
const previous = 'checkpoint-previous.safetensors';

/**
 * A run kept in a folder: `run.json`, `model.safetensors` (best), `checkpoint.safetensors` (latest) with
 * `checkpoint.json` for people to read, and `checkpoint-previous.safetensors`. At every moment at least one
 * checkpoint is whole once the first was written.
 */
export function runDirectory(path: string): RunStore {
  const writeJson = (file: string, content: unknown) =>
    writeFileAtomic(join(path, file), `${JSON.stringify(content, null, 2)}\n`);
  return {
    location: path,
    writeRecord: (record) => writeJson('run.json', record),
    writeModel: (safetensors) => writeFileAtomic(join(path, 'model.safetensors'), safetensors),
    async writeCheckpoint(safetensors, position) {
      await rename(join(path, latest), join(path, previous)).catch(unlessMissing);
      await writeFileAtomic(join(path, latest), safetensors);
      await writeJson('checkpoint.json', position);
    },
    async readCheckpoints() {
      const files = await Promise.all(
        [latest, previous].map(async (name) => {
          const bytes = await readFile(join(path, name)).catch(unlessMissing);
          return bytes ? [{ name: join(path, name), bytes }] : [];
        }),
      );
      return files.flat();
    },
  };
}

/** What a folder's `run.json` says, or undefined if it holds no run. */
export async function readRunRecord(path: string): Promise<RunRecord | undefined> {
  const text = await readFile(join(path, 'run.json'), 'utf8').catch(unlessMissing);
  return text === undefined ? undefined : JSON.parse(text);
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
