import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SweepPoint } from '@unrolled/tasks';
import { writeFileAtomic } from '@unrolled/tasks/node';
import { UsageError } from '../errors.js';
import { chooseFolder } from '../run-folder.js';

/** A sweep in its folder: every run below it under its own name. */
export interface Sweep {
  readonly folder: string;
  readonly task: string;
  /** What every run of the sweep is given on its command line. */
  readonly arguments: readonly string[];
}

/**
 * The folder of a new sweep, or of one to go on with.
 *
 * @throws UsageError if the folder holds a sweep of something else
 */
export async function openSweep(
  out: string | undefined,
  task: string,
  args: readonly string[],
): Promise<Sweep> {
  const folder = out ?? chooseFolder(undefined, `sweep-${task}`, 'results.json');
  const file = join(folder, 'sweep.json');
  const plan = { task, arguments: args };
  if (existsSync(file)) {
    const present = JSON.parse(await readFile(file, 'utf8'));
    if (!isDeepStrictEqual(present, plan)) {
      const words = [present.task, ...present.arguments].join(' ');
      throw new UsageError(`${folder} holds a sweep of '${words}'; give --out another folder`);
    }
  } else await writeFileAtomic(file, `${JSON.stringify(plan, null, 2)}\n`);
  return { folder, ...plan };
}

/** A run's name in its sweep, as `lstm-length20-seed1`. */
export function runName({ cell, length, seed, learningRate, optimizer }: SweepPoint): string {
  return [
    cell,
    ...(optimizer ? [optimizer] : []),
    ...(learningRate === undefined ? [] : [`rate${learningRate}`]),
    ...(length === undefined ? [] : [`length${length}`]),
    `seed${seed}`,
  ].join('-');
}
