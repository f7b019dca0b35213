import { runInFiles } from './run-in-files.js';
import type { RunStore } from './run-store.js';

/** A run kept in memory, as in a page, and its files by name as they would lie in its folder. */
export interface RunInMemory {
  readonly store: RunStore;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Keeps a run in memory. Whoever writes the files to a folder has a run that `unrolled train --resume` goes on with, and a
 * run's folder is read the other way.
 *
 * @param location what the run is called
 * @param given the files of a run that is there already
 * @example
 * const { store, files } = runInMemory('my-run');
 * for await (const event of runJob(planJob('parity', { length: 4 }, { settings: { steps: 20 } }), { store })) {}
 * [...files.keys()].includes('run.json'); // → true
 */
export function runInMemory(location: string, given: Readonly<Record<string, Uint8Array>> = {}): RunInMemory {
  const files = new Map(Object.entries(given));
  const store = runInFiles({
    location,
    read: async (name) => files.get(name),
    has: async (name) => files.has(name),
    async write(name, content, beforeReplacing) {
      await beforeReplacing?.();
      files.set(name, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    },
    async rename(name, to) {
      files.set(to, files.get(name)!);
      files.delete(name);
    },
    async remove(name) {
      files.delete(name);
    },
    lock: async () => async () => {}, // nobody else has it
  });
  return { store, files };
}
