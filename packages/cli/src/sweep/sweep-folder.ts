import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { differences, type SweepPlan } from '@unrolled/tasks';
import { UsageError } from '../errors.js';
import { chooseFolder } from '../run-folder.js';

/** A sweep in its folder: every run below it under its own name. */
export interface Sweep {
  readonly folder: string;
  /** What all of its runs share. */
  readonly plan: SweepPlan;
}

/**
 * The folder of a new sweep, or of one to go on with.
 *
 * @throws UsageError if the folder holds a sweep of something else
 */
export async function openSweep(out: string | undefined, plan: SweepPlan): Promise<Sweep> {
  const folder = out ?? chooseFolder(undefined, `sweep-${plan.task}`, 'results.json');
  const file = join(folder, 'sweep.json');
  if (!existsSync(file)) {
    await writeFileAtomic(file, `${JSON.stringify(plan, null, 2)}\n`);
    return { folder, plan };
  }
  const present = JSON.parse(await readFile(file, 'utf8'));
  if (Array.isArray(present.arguments)) {
    throw new UsageError(`${folder} holds a sweep of an earlier version; give --out another folder`);
  }
  const [other] = differences(present, plan);
  if (other) {
    const { path, before, after } = other;
    throw new UsageError(
      `${folder} holds another sweep, whose ${path} is ${before} and not ${after}; give --out another folder`,
    );
  }
  return { folder, plan };
}
