import type { Words } from '@unrolled/charts';
import { inCharacters, type Screen } from '@unrolled/charts/characters';

/** What is asked of a stream: only one to a terminal knows its width and its colours. */
interface Shows {
  readonly columns?: number;
  hasColors?(count: number, env: NodeJS.ProcessEnv): boolean;
}

/** The terminal behind a stream, as far as the stream and the environment tell. */
export function terminal(stream: Shows = process.stdout, env: NodeJS.ProcessEnv = process.env): Screen {
  const columns = stream.columns || Number.parseInt(env.COLUMNS ?? '', 10);
  const colours = ([256, 16] as const).find((count) => stream.hasColors?.(count, env)); // NO_COLOR says none
  return {
    ...(columns > 0 && { columns: Math.max(columns, 20) }),
    unicode: showsUnicode(env),
    ...(colours && { colours }),
  };
}

/** Words as the terminal behind a stream shows them. */
export const shown = (words: Words, stream: Shows = process.stdout) => inCharacters(words, terminal(stream));

/**
 * `NO_UNICODE` says no; so do the console of the Linux kernel, whose font has few of the characters, and a locale that
 * is not UTF-8. Without any locale a POSIX system is in "C", which is ASCII; Windows names no locale.
 */
function showsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (env.NO_UNICODE || env.TERM === 'linux' || env.TERM === 'dumb') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (!locale) return process.platform === 'win32' || process.platform === 'darwin';
  return /utf-?8/i.test(locale);
}
