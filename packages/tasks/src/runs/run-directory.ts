import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { lockFolder } from '@unrolled/datasets/folder-lock';
import { decodeCheckpoint } from './checkpoint.js';
import { modelFile as model, recordFile } from './file-names.js';
import { parseJson } from './read-json.js';
import { readRecord } from './read-record.js';
import type { RunStore } from './run-store.js';
import { readTensorsWithDigest } from './tensors-with-digest.js';

const latest = 'checkpoint.safetensors';
const previous = 'checkpoint-previous.safetensors';

/** Each of them makes its folder that of a run. */
export const runFiles = [recordFile, latest, previous];

/**
 * A run kept in a folder: `run.json`, `model.safetensors` (best), `checkpoint.safetensors` (latest) with
 * `checkpoint.json` for people to read, and `checkpoint-previous.safetensors`. The latest becomes the previous one
 * when the new one is whole on disk, and only if it is whole itself: once the first was written, one is at every moment.
 */
export function runDirectory(path: string): RunStore {
  const writeJson = (file: string, content: unknown) =>
    writeFileAtomic(join(path, file), `${JSON.stringify(content, null, 2)}\n`);
  const readModelFile = () => readFile(join(path, model)).catch(unlessMissing);
  let held: { times: number; readonly release: () => Promise<void> } | undefined;
  return {
    location: path,
    async lock(patience) {
      held ??= { times: 0, release: await lockFolder(path, patience) };
      const mine = held;
      mine.times++;
      return async () => {
        if (--mine.times > 0) return;
        held = undefined;
        await mine.release();
      };
    },
    writeRecord: (record) => writeJson(recordFile, record),
    async readRecord() {
      const text = await readFile(join(path, recordFile), 'utf8').catch(unlessMissing);
      return text === undefined ? undefined : readRecord(parseJson(recordFile, text));
    },
    writeModel: (safetensors) => writeFileAtomic(join(path, model), safetensors),
    hasModel: () =>
      stat(join(path, model)).then(
        () => true,
        () => false,
      ),
    readModelFile,
    async readModel() {
      const bytes = await readModelFile();
      if (!bytes) throw new Error(`${path} holds no ${model}`);
      try {
        return (await readTensorsWithDigest(bytes)).tensors;
      } catch (error) {
        throw new Error(`${join(path, model)}: ${(error as Error).message}`, { cause: error });
      }
    },
    async writeCheckpoint(safetensors, position) {
      const [present, before] = [join(path, latest), join(path, previous)];
      // One that is damaged must not take the place of the last good one.
      const beforeReplacing = async () => {
        if (await isWhole(present)) await rename(present, before);
      };
      await writeFileAtomic(present, safetensors, { beforeReplacing });
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
    clear: () => rm(join(path, recordFile), { force: true }),
  };
}

const isWhole = (checkpoint: string): Promise<boolean> =>
  readFile(checkpoint)
    .then(decodeCheckpoint)
    .then(
      () => true,
      () => false,
    );

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
