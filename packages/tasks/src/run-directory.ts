import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type NamedArrays, readSafetensors } from '@unrolled/cells';
import type { RunRecord, RunStore } from './run-store.js';
import { writeFileAtomic } from './write-file-atomic.js';

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

/**
 * The best weights of the run in a folder.
 *
 * @throws Error if there are none, or the file is not whole
 */
export async function readModel(path: string): Promise<NamedArrays> {
  const file = join(path, 'model.safetensors');
  const bytes = await readFile(file).catch(unlessMissing);
  if (!bytes) throw new Error(`${path} holds no model.safetensors`);
  try {
    return readSafetensors(bytes).tensors;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
