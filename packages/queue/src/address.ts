import { isIP } from 'node:net';

/** A server of queues and how to reach it. */
export interface QueueAddress {
  /** For people: without user and password. */
  readonly shown: string;
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly db: number;
    readonly username?: string;
    readonly password?: string;
    readonly tls?: { readonly servername?: string };
  };
}

const form = 'redis://host:port/db, or rediss://host:port/db for TLS';

/**
 * Reads the address of a Redis or Valkey server. The password stands in it, or in `UNROLLED_QUEUE_PASSWORD`, where other
 * users of the machine cannot see it.
 *
 * @throws TypeError that says what would be right, and never quotes what may hold a password
 */
export function readAddress(url: string, env: NodeJS.ProcessEnv = process.env): QueueAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'redis:' && parsed?.protocol !== 'rediss:')
    throw new TypeError(`the address of a queue must be ${form}, received ${withoutSecrets(url)}`);
  const { hostname, port, pathname, username, password, search, hash, protocol } = parsed;
  const db = pathname.replace(/^\//, '') || '0';
  if (!hostname || !/^\d{1,5}$/.test(db) || search || hash)
    throw new TypeError(`the address of a queue must be ${form}, received ${withoutSecrets(url)}`);
  const secret = password ? decoded(password) : env.UNROLLED_QUEUE_PASSWORD;
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    shown: `${protocol}//${hostname}:${port || 6379}/${db}`,
    options: {
      host,
      port: Number(port || 6379),
      db: Number(db),
      ...(username && { username: decoded(username) }),
      ...(secret && { password: secret }),
      ...(protocol === 'rediss:' && { tls: isIP(host) ? {} : { servername: host } }),
    },
  };
}

/** What people wrote with a percent sign that escapes nothing is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands before an @ may be a password. */
function withoutSecrets(url: string): string {
  return JSON.stringify(url.replace(/^(\w*:?\/*).*@/s, '$1…@'));
}
