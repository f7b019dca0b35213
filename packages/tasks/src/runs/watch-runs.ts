import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { isFolderInUse } from '@unrolled/datasets/folder-lock';
import type { RunRecord } from '../spec/run.js';
import { recordFile } from './file-names.js';
import { parseJson } from './read-json.js';
import { readRecord } from './read-record.js';
import { runsUnder } from './run-folders.js';

/** A run as it stood when it was looked at. */
export interface SeenRun {
  /** Its folder, from the one that is watched; of that one itself its name. */
  readonly run: string;
  /** Of its course only the last epoch and the last point; absent where it cannot be read. */
  readonly record?: RunRecord;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Whether a process that lives writes to it. */
  readonly isInUse: boolean;
}

/** What a look at the runs of a folder found. */
export interface Look {
  /** By their names, those that changed last first; one that is as it was at the look before is the same object. */
  readonly runs: ReadonlyMap<string, SeenRun>;
  /** How many more there are, of which nothing is read. */
  readonly others: number;
}

/** Watches the runs of a folder, whoever makes them. Writes nothing. */
export interface RunWatch {
  look(): Promise<Look>;
  /**
   * The whole record of a run that was seen at the last look.
   *
   * @throws Error if there is no such run, or its record cannot be read any more
   */
  read(run: string): Promise<RunRecord>;
}

/** A thousandth of it is usual. */
const mostBytes = 32 * 2 ** 20;

/** A run that was seen, where it is, and by what a change of its record is known. */
interface Kept {
  readonly seen: SeenRun;
  readonly folder: string;
  readonly stamp: string;
}

/**
 * Watches a folder of runs, and some levels below it. A record is read only when it has changed; what is a link, no file, or
 * larger than any record is not, so that a folder from anywhere tells of nothing but itself.
 *
 * @param most runs to read
 * @throws Error if the folder is not there
 * @example
 * const job = planJob('parity', { length: 4 }, { settings: { steps: 20 } });
 * for await (const event of runJob(job, { store: runDirectory('watched/rnn') })) {}
 * const watch = await watchRuns('watched');
 * const { runs } = await watch.look();
 * [...runs.values()].map(({ record }) => record?.status); // → ['done']
 */
export async function watchRuns(folder: string, most = 2000): Promise<RunWatch> {
  const root = await realpath(folder);
  let kept = new Map<string, Kept>();
  return {
    async look() {
      const found = await Promise.all(
        (await runsUnder(root)).map(async (folder) => ({ folder, stat: await recordStat(folder) })),
      );
      const latest = found.sort((a, b) => (b.stat?.mtimeMs ?? 0) - (a.stat?.mtimeMs ?? 0)).slice(0, most);
      const now = new Map<string, Kept>();
      for (const { folder, stat } of latest) {
        const run = relative(root, folder).replaceAll(sep, '/') || basename(root);
        now.set(run, await lookAt(run, folder, stat, kept.get(run)));
      }
      kept = now;
      const runs = new Map([...now].map(([run, { seen }]) => [run, seen]));
      return { runs, others: found.length - latest.length };
    },
    read(run) {
      const { folder } = kept.get(run) ?? {};
      if (folder === undefined) return Promise.reject(new Error(`there is no run ${run}`));
      return readWhole(folder);
    },
  };
}

async function lookAt(
  run: string,
  folder: string,
  stat: Stats | undefined,
  before: Kept | undefined,
): Promise<Kept> {
  const stamp = stat ? [stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join() : '';
  const isSame = before?.stamp === stamp;
  const [told, isInUse] = await Promise.all([
    isSame ? before.seen : withoutCourse(folder),
    isFolderInUse(folder),
  ]);
  if (isSame && before.seen.isInUse === isInUse) return before;
  return { seen: { ...told, run, isInUse }, folder, stamp };
}

const recordStat = (folder: string) => lstat(join(folder, recordFile)).catch(() => undefined);

async function withoutCourse(folder: string): Promise<Pick<SeenRun, 'record' | 'problem'>> {
  try {
    const { history, curve, ...record } = await readWhole(folder);
    const last = curve && { ...curve, points: curve.points.slice(-1) };
    return { record: { ...record, history: history.slice(-1), ...(last && { curve: last }) } };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** @throws Error if the record is not there, is not to be read, or is none */
async function readWhole(folder: string): Promise<RunRecord> {
  return readRecord(parseJson(recordFile, await readPlainFile(join(folder, recordFile))));
}

/** Opened as what it is: not followed where it is a link, not waited for where it is a pipe. */
async function readPlainFile(path: string): Promise<string> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const refuse = (reason: string) => new Error(`${recordFile} ${reason}`);
  if ((await lstat(path).catch(() => undefined))?.isSymbolicLink())
    throw refuse('is a link, which is not followed');
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(
    ({ code }: NodeJS.ErrnoException) => {
      throw refuse(code === 'ENOENT' ? 'is not there' : `cannot be read: ${code}`);
    },
  );
  try {
    const found = await file.stat();
    if (!found.isFile()) throw refuse('is no file');
    if (found.size > mostBytes)
      throw refuse(`has ${found.size.toLocaleString('en')} bytes, more than any record has`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
