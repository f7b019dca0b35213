import { readFile, stat } from 'node:fs/promises';
import type { Resources } from '../spec/task.js';

/** Text of so many bytes is as much as V8 keeps in one string. */
const mostBytes = 2 ** 29 - 24;

/** What tasks need from outside, from this machine: MNIST from where it lies, and files. */
export const nodeResources: Resources = {
  async mnist({ unverified }) {
    const { loadMnist } = await import('@unrolled/datasets/node');
    const key = String(unverified);
    mnist[key] ??= loadMnist({ unverified }); // read once
    return mnist[key]!;
  },
  async readFile(path) {
    try {
      const found = await stat(path);
      if (found.isDirectory()) throw new RangeError(`${path} is a folder; name a file in it`);
      if (!found.isFile()) throw new RangeError(`${path} is no file, but a pipe or a device`);
      if (found.size > mostBytes)
        throw new RangeError(
          `${path} has ${found.size.toLocaleString('en')} bytes; at most ${mostBytes.toLocaleString('en')} can be read: leave out rows or columns`,
        );
      return await readFile(path);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      const { code, message } = error as NodeJS.ErrnoException;
      throw new RangeError(
        code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read: ${message}`,
      );
    }
  },
};
const mnist: Record<string, ReturnType<NonNullable<Resources['mnist']>>> = {};
