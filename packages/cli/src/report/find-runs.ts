import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { UsageError } from '../errors.js';

/**
 * The folders of the runs that the arguments name, each once and in their order; a folder of runs, as a sweep leaves
 * it, stands for all that are in it.
 *
 * @throws UsageError for a folder that is no run and holds none
 */
export async function findRuns(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(folders.map((folder) => runsIn(normalize(folder))));
  return [...new Set(found.flat())];
}

async function runsIn(folder: string): Promise<string[]> {
  if (isRun(folder)) return [folder];
  const names = await readdir(folder).catch(() => []);
  const runs = names.map((name) => join(folder, name)).filter(isRun);
  if (runs.length === 0) throw new UsageError(`${folder} holds no run; \`unrolled train\` makes one`);
  return runs.sort(new Intl.Collator('en', { numeric: true }).compare);
}

const isRun = (folder: string) => existsSync(join(folder, 'run.json'));
