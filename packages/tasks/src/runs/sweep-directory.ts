import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@unrolled/datasets/atomic-file';
import { lockFolder } from '@unrolled/datasets/folder-lock';
import { runName, type SweepPlan, type SweepPoint } from '../spec/sweep.js';
import { differences } from './differences.js';
import { parseJson } from './read-json.js';
import { firstFree, type Held } from './run-folders.js';

/** Where one sweep is kept: what its runs share, each of its runs under its own name, and what came of them. */
export interface SweepStore {
  /** The sweep's address, for people. */
  readonly location: string;
  /** Where the run of a point is kept. */
  runOf(point: SweepPoint): string;
  /** As a table for other programs. */
  writeTable(csv: string): Promise<void>;
  /** As JSON; written last, it marks the sweep as one that has come to its end. */
  writeResults(results: object): Promise<void>;
}

/**
 * The folder of a new sweep, or of one to go on with, locked: `sweep.json`, a folder for each run, `results.csv` and
 * `results.json`.
 *
 * @param asked the folder; `usual` unless given, numbered where it is in use or holds a sweep that has come to its end or
 * is one of something else
 * @throws RangeError if the folder asked for holds a sweep of something else, or a damaged one
 * @throws FolderInUseError if the folder asked for is in use
 * @example
 * const plan = { task: 'parity', options: {}, shared: {}, points: sweepGrid({ cells: ['rnn'], seeds: [1] }) };
 * const { store, release } = await sweepDirectory(undefined, 'sweeps/parity', plan);
 * await release();
 */
export function sweepDirectory(
  asked: string | undefined,
  usual: string,
  plan: SweepPlan,
): Promise<Held<SweepStore>> {
  return firstFree(asked, usual, async (location) => {
    const release = await lockFolder(location);
    try {
      if (asked === undefined && existsSync(join(location, 'results.json')))
        throw new RangeError(`${location} holds a sweep that has come to its end`);
      return { store: await openSweep(location, plan), release };
    } catch (error) {
      await release();
      throw error;
    }
  });
}

async function openSweep(location: string, plan: SweepPlan): Promise<SweepStore> {
  const writeJson = (file: string, content: object) =>
    writeFileAtomic(join(location, file), `${JSON.stringify(content, null, 2)}\n`);
  const present = join(location, 'sweep.json');
  if (existsSync(present)) requireSame(location, planFrom(present, await readFile(present, 'utf8')), plan);
  else await writeJson('sweep.json', plan);
  return {
    location,
    runOf: (point) => join(location, runName(point)),
    writeTable: (csv) => writeFileAtomic(join(location, 'results.csv'), csv),
    writeResults: (results) => writeJson('results.json', results),
  };
}

function planFrom(file: string, text: string): { readonly arguments?: unknown } {
  try {
    const plan = parseJson(file, text);
    if (typeof plan === 'object' && plan !== null) return plan;
  } catch {}
  throw new RangeError(`${file} is not that of a sweep`);
}

function requireSame(location: string, present: { readonly arguments?: unknown }, plan: SweepPlan): void {
  if (Array.isArray(present.arguments))
    throw new RangeError(`${location} holds a sweep of an earlier version`);
  const [other] = differences(present, plan);
  if (!other) return;
  const { path, before, after } = other;
  throw new RangeError(`${location} holds another sweep, whose ${path} is ${before} and not ${after}`);
}
