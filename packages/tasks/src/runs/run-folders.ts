import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { recordFile } from './run-directory.js';

const holdsRun = (folder: string) => existsSync(join(folder, recordFile));

/**
 * A folder for a new run: the one asked for, or `usual`, numbered where it is taken.
 *
 * @throws RangeError if the folder asked for holds a run
 */
export function folderForRun(asked: string | undefined, usual: string): string {
  if (asked !== undefined && holdsRun(asked)) throw new RangeError(`${asked} holds a ${recordFile} already`);
  return asked ?? freeFolder(usual, holdsRun);
}

/** `usual`, or the first of `usual-2`, `usual-3`, … that is not taken. */
export function freeFolder(usual: string, isTaken: (folder: string) => boolean): string {
  let choice = usual;
  for (let number = 2; isTaken(choice); number++) choice = `${usual}-${number}`;
  return choice;
}

/**
 * The folders of the runs that are named, each once and in their order; a folder of runs, as a sweep leaves
 * it, stands for all that are in it.
 *
 * @throws RangeError for a folder that is no run and holds none
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
