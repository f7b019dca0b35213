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

/** Files by name, wherever they are. Each is there as a whole or not at all. */
export interface Files {
  /** What they lie in, for people. */
  readonly location: string;
  /** Undefined where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  has(name: string): Promise<boolean>;
  /** `beforeReplacing` is called when the new content is whole and safe, and the old one still there. */
  write(name: string, content: Uint8Array | string, beforeReplacing?: () => Promise<void>): Promise<void>;
  rename(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Takes the right to write, until what is returned is called. @throws Error that says who has it */
  lock(patience?: number): Promise<() => Promise<void>>;
}

/**
 * A run kept in files: `run.json`, `model.safetensors` (best), `checkpoint.safetensors` (latest) with `checkpoint.json` for
 * people to read, and `checkpoint-previous.safetensors`. The latest becomes the previous one when the new one is whole, and
 * only if it is whole itself: once the first was written, one is at every moment.
 */
export function runInFiles(files: Files): RunStore {
  const { location } = files;
  const writeJson = (file: string, content: unknown) =>
    files.write(file, `${JSON.stringify(content, null, 2)}\n`);
  const isWhole = async (checkpoint: string) => {
    const bytes = await files.read(checkpoint);
    if (!bytes) return false;
    return decodeCheckpoint(bytes).then(
      () => true,
      () => false,
    );
  };
  let held: { times: number; readonly release: () => Promise<void> } | undefined;
  return {
    location,
    async lock(patience) {
      held ??= { times: 0, release: await files.lock(patience) };
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
      const bytes = await files.read(recordFile);
      return bytes && readRecord(parseJson(recordFile, new TextDecoder().decode(bytes)));
    },
    writeModel: (safetensors) => files.write(model, safetensors),
    hasModel: () => files.has(model),
    readModelFile: () => files.read(model),
    async readModel() {
      const bytes = await files.read(model);
      if (!bytes) throw new Error(`${location} holds no ${model}`);
      try {
        return (await readTensorsWithDigest(bytes)).tensors;
      } catch (error) {
        throw new Error(`${location}/${model}: ${(error as Error).message}`, { cause: error });
      }
    },
    async writeCheckpoint(safetensors, position) {
      // One that is damaged must not take the place of the last good one.
      await files.write(latest, safetensors, async () => {
        if (await isWhole(latest)) await files.rename(latest, previous);
      });
      await writeJson('checkpoint.json', position);
    },
    async readCheckpoints() {
      const found = await Promise.all(
        [latest, previous].map(async (name) => {
          const bytes = await files.read(name);
          return bytes ? [{ name: `${location}/${name}`, bytes }] : [];
        }),
      );
      return found.flat();
    },
    clear: () => files.remove(recordFile),
  };
}
