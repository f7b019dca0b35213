import { mkdir, readdir, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, sweepTemporaries, temporaryName } from './atomic-file.js';
import { fileExists } from './file-exists.js';
import { isRunning, type ProcessIdentity, signature, signer } from './process-identity.js';

/**
 * A folder that another process, or another part of this one, writes to.
 *
 * @example
 * const release = await lockFolder('taken');
 * const refused = await lockFolder('taken').catch((error) => error);
 * refused instanceof FolderInUseError; // → true
 * await release();
 */
export class FolderInUseError extends Error {
  constructor(folder: string, { pid, host }: ProcessIdentity, since: Date) {
    const holder = pid === process.pid ? 'this process' : `process ${pid} on ${host}`;
    const time = `${since.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    super(`${folder} is in use by ${holder} since ${time}`);
    this.name = 'FolderInUseError';
  }
}

const heartbeat = 20_000;
/** A holder on another host, of which nothing else is known, has died if it was not heard of for so long. */
const silence = 600_000;

/**
 * Takes the right to write to a folder, which is made if need be, for this process alone; what dead processes left
 * half-written in it is removed. A holder that died holds no longer: on its own host that is known at once, however
 * long it computes without a pause; on another, ten minutes after its last sign of life.
 *
 * The lock is a folder `lock` with one empty file, whose name says who holds it. It comes into being with its file, by a
 * rename; it is taken over by removing the dead holder's file, by its name, so that nobody removes a living one's.
 *
 * @param patience how long to wait for whoever holds it, in milliseconds
 * @returns what releases it, and removes the folders that were made for it and stayed empty
 * @throws FolderInUseError if another holds it
 * @throws Error if the folder cannot be written to
 * @example
 * const release = await lockFolder('locked');
 * try {
 *   // nobody else writes there
 * } finally {
 *   await release();
 * }
 */
export async function lockFolder(folder: string, patience = 0): Promise<() => Promise<void>> {
  const lock = join(folder, 'lock');
  const name = signature();
  const deadline = performance.now() + patience;
  const made = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    try {
      for (const each of await makeFolder(folder)) made.add(each);
      if (await take(lock, name)) break;
    } catch (cause) {
      // Whoever held it may just have removed the folder that it had made.
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT' && attempt < 4) continue;
      throw new Error(`cannot write ${lock}: ${(cause as Error).message}`, { cause });
    }
    const holder = await holderOf(lock);
    if (!holder) {
      await removed(lock); // Windows renames nothing to an empty folder's name
      continue;
    }
    if (holder.isDead) {
      await unlink(join(lock, holder.name)).catch(() => {}); // another may have been faster
      await rmdir(lock).catch(() => {});
    } else if (performance.now() > deadline)
      throw new FolderInUseError(folder, holder.identity, holder.since);
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await sweepTemporaries(folder);
  const beat = setInterval(() => utimes(join(lock, name), new Date(), new Date()).catch(() => {}), heartbeat);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(join(lock, name), { force: true });
    for (const each of [lock, ...made]) if (!(await removed(each))) break;
  };
}

/**
 * Whether a process that lives writes to a folder, as far as {@link lockFolder} can tell. Changes nothing there.
 *
 * @example
 * const release = await lockFolder('in-use');
 * await isFolderInUse('in-use'); // → true
 * await release();
 */
export async function isFolderInUse(folder: string): Promise<boolean> {
  const holder = await holderOf(join(folder, 'lock')).catch(() => undefined);
  return holder !== undefined && !holder.isDead;
}

/** @returns false if there is a lock */
async function take(lock: string, name: string): Promise<boolean> {
  const prepared = temporaryName(lock);
  await mkdir(prepared);
  try {
    await writeFile(join(prepared, name), '');
    await rename(prepared, lock);
    return true;
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    const isTaken =
      code === 'ENOTEMPTY' || code === 'EEXIST' || (code === 'EPERM' && (await fileExists(lock)));
    if (!isTaken) throw error;
    return false;
  }
}

async function holderOf(lock: string) {
  try {
    const [name] = await readdir(lock);
    if (name === undefined) return undefined;
    const identity = signer(name) ?? { pid: 0, host: 'unknown', started: 0 };
    const [{ mtime: since }, { mtimeMs: heard }] = await Promise.all([stat(lock), stat(join(lock, name))]);
    const isDead = !(isRunning(identity) ?? Date.now() - heard < silence);
    return { name, identity, since, isDead };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined; // it has just been released
  }
}

const removed = (folder: string) =>
  rmdir(folder).then(
    () => true,
    () => false,
  );
