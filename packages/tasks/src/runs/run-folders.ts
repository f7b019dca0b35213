import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { FolderInUseError } from '@unrolled/datasets/folder-lock';
import { runDirectory } from './run-directory.js';
import { runFiles } from './run-in-files.js';
import type { RunStore } from './run-store.js';

const holdsRun = (folder: string) => runFiles.some((file) => existsSync(join(folder, file)));

/** Something to write to that nobody else writes to, until it is released. */
export interface Held<Store> {
  readonly store: Store;
  release(): Promise<void>;
}

/**
 * A folder for a new run, locked: the one asked for, or `usual`, numbered where it is taken.
 *
 * @throws RangeError if the folder asked for holds a run
 * @throws FolderInUseError if the folder asked for is in use
 * @example
 * const { store, release } = await newRun(undefined, 'runs/mine');
 * store.location.endsWith('mine'); // → true
 * await release();
 */
export function newRun(asked: string | undefined, usual: string): Promise<Held<RunStore>> {
  return firstFree(asked, usual, async (folder) => {
    const store = runDirectory(folder);
    const release = await store.lock();
    try {
      if (holdsRun(folder)) throw new RangeError(`${folder} holds a run already`);
      return { store, release };
    } catch (error) {
      await release();
      throw error;
    }
  });
}

/**
 * What `take` makes of the folder asked for, or else of the first of `usual`, `usual-2`, `usual-3`, … that it does not
 * refuse by a RangeError or as in use.
 */
export async function firstFree<T>(
  asked: string | undefined,
  usual: string,
  take: (folder: string) => Promise<T>,
): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await take(asked ?? (number === 1 ? usual : `${usual}-${number}`));
    } catch (error) {
      const isTaken = error instanceof RangeError || error instanceof FolderInUseError;
      if (asked !== undefined || !isTaken) throw error;
    }
  }
}

/**
 * The folders of the runs that are named, each once and in their order; a folder of runs, as a sweep leaves
 * it, stands for all that are in it.
 *
 * @throws RangeError for a folder that is no run and holds none
 * @example
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store: runDirectory('sweep/rnn') })) {}
 * await runsIn(['sweep']); // → ['sweep/rnn']
 */
export async function runsIn(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => runsBelow(normalize(folder))));
  return [...new Set(found.flat())];
}

async function runsBelow(folder: string): Promise<string[]> {
  if (holdsRun(folder)) return [folder];
  const names = await readdir(folder).catch(() => []);
  const runs = names.map((name) => join(folder, name)).filter(holdsRun);
  if (runs.length === 0) throw new RangeError(`${folder} holds no run`);
  return runs.sort(new Intl.Collator('en', { numeric: true }).compare);
}

/**
 * The folders of all runs in a folder and some levels below it, as sweeps in `runs` are; their own folders hold no others.
 *
 * @example
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store: runDirectory('many/sweep/rnn') })) {}
 * await runsUnder('many'); // → ['many/sweep/rnn']
 */
export async function runsUnder(folder: string, levels = 4): Promise<string[]> {
  if (holdsRun(folder)) return [normalize(folder)];
  const entries = levels > 0 ? await readdir(folder, { withFileTypes: true }).catch(() => []) : [];
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => runsUnder(join(folder, name), levels - 1));
  return (await Promise.all(below)).flat();
}
