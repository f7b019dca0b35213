import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './errors.js';

/**
 * The folder a run goes to: the one asked for, or `runs/<name>`, numbered when that is taken.
 *
 * @param marker the file by which a folder is known to be taken
 * @throws UsageError if the folder asked for is taken
 */
export function chooseFolder(asked: string | undefined, name: string, marker: string): string {
  const taken = (folder: string) => existsSync(join(folder, marker));
  if (asked !== undefined) {
    if (taken(asked)) throw new UsageError(`${asked} holds a ${marker} already; give --out another folder`);
    return asked;
  }
  const folder = join('runs', name);
  let choice = folder;
  for (let number = 2; taken(choice); number++) choice = `${folder}-${number}`;
  return choice;
}
