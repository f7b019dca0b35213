import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.js';

export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * The config file asked for, else the first `unrolled.config.json` in this folder or one above it.
 *
 * @throws UsageError if the one asked for is not there, or what is there is not a JSON object
 */
export function findConfig(asked: string | undefined): ConfigFile | undefined {
  const path = asked ?? nearest(resolve('.'));
  return path === undefined ? undefined : { path, content: readObject(path) };
}

function nearest(folder: string): string | undefined {
  const path = join(folder, 'unrolled.config.json');
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above);
}

function readObject(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the config file ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
  if (isObject(content)) return content;
  throw new UsageError(`${path} must hold a JSON object, as { "train": { "cell": "gru" } }`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
