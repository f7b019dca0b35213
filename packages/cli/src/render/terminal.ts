import type { Screen } from '@unrolled/charts/characters';

/** The terminal behind a stream, as far as the stream and the environment tell. */
export function terminal(
  stream: { readonly columns?: number } = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): Screen {
  const columns = stream.columns || Number.parseInt(env.COLUMNS ?? '', 10);
  return { ...(columns > 0 && { columns: Math.max(columns, 20) }), unicode: showsUnicode(env) };
}

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
