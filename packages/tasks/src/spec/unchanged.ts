import type { Made } from './task.js';

/**
 * That a file which a task is made from is the one that it was.
 *
 * @param digest the SHA-256 that it has now
 * @throws RangeError that names it if it is another
 */
export function requireUnchanged(path: string, digest: string, made: Made | undefined): void {
  const before = made?.files[path];
  if (before === undefined || before === digest) return;
  throw new RangeError(
    `${path} has changed since the run was made from it: its SHA-256 was ${before.slice(0, 12)}…, now it is ${digest.slice(0, 12)}…`,
  );
}
