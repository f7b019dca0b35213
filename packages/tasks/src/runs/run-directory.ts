import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { lockFolder } from '@unrolled/datasets/folder-lock';
import { runInFiles } from './run-in-files.js';
import type { RunStore } from './run-store.js';

/**
 * A run kept in a folder on disk; its files are those of {@link runInFiles}.
 *
 * @example
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store: runDirectory('kept') })) {}
 * (await recordedRun(runDirectory('kept')))?.record.status; // → 'done'
 */
export function runDirectory(path: string): RunStore {
  return runInFiles({
    location: path,
    read: (name) => readFile(join(path, name)).catch(unlessMissing),
    has: (name) =>
      stat(join(path, name)).then(
        () => true,
        () => false,
      ),
    write: (name, content, beforeReplacing) =>
      writeFileAtomic(join(path, name), content, beforeReplacing && { beforeReplacing }),
    rename: (name, to) => rename(join(path, name), join(path, to)),
    remove: (name) => rm(join(path, name), { force: true }),
    lock: (patience) => lockFolder(path, patience),
  });
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
