import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeeper } from '@unrolled/datasets/options';
import { UsageError } from '../errors.js';

export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Whether it lay there and nobody named it: such a file may be from anyone whose folder one is in. */
  readonly isFound: boolean;
}

/**
 * The config file asked for, else the first `unrolled.config.json` in this folder or one above it.
 *
 * @param passOver is told of a file that was found and belongs to another user, and so is left alone
 * @throws UsageError if the one asked for is not there, or what is there is not a JSON object
 */
export function findConfig(
  asked: string | undefined,
  passOver: (path: string) => void = () => {},
): ConfigFile | undefined {
  const path = asked ?? nearest(resolve('.'), passOver);
  return path === undefined ? undefined : { path, content: readObject(path), isFound: asked === undefined };
}

function nearest(folder: string, passOver: (path: string) => void): string | undefined {
  const path = join(folder, 'unrolled.config.json');
  const found = statSync(path, { throwIfNoEntry: false });
  const user = process.getuid?.(); // of Windows there is none, and what lies above a folder is not everybody's
  if (found && (user === undefined || found.uid === user)) return path;
  if (found) passOver(path);
  const above = dirname(folder);
  return above === folder ? undefined : nearest(above, passOver);
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
  if (isObject(content) && !isDeeper(content, mostLevels)) return content;
  throw new UsageError(`${path} must hold a JSON object, as { "train": { "cell": "gru" } }`);
}

/** Commands within commands, and what an option is given; a message could not show what goes down thousands. */
const mostLevels = 10;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
