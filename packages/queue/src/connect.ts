import { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';

/**
 * No server of queues can be used there; the message says what to do.
 *
 * @example
 * const queue = await openQueue('redis://localhost:6379').catch((error) => {
 *   if (error instanceof NoQueueError) console.error(error.message);
 *   throw error;
 * });
 */
export class NoQueueError extends Error {}

/** Milliseconds without an answer, after which a connection is taken for dead and made anew. */
const silence = 30_000;
const firstAnswer = 10_000;

/** Hears that the server cannot be reached for now, and that it can be again. */
export type Remark = (text: string) => void;

export interface Connection {
  readonly redis: Redis;
  close(): void;
}

/**
 * A connection to a server that has answered. When it is lost later it is made anew, however long that takes, and what was
 * asked meanwhile is asked then.
 *
 * @throws NoQueueError if there is no server, it refuses the password, or is none
 */
export async function connect({ shown, options }: QueueAddress, remark: Remark): Promise<Connection> {
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: firstAnswer,
    maxRetriesPerRequest: null,
    socketTimeout: silence,
    retryStrategy: (attempt) => (answered ? Math.min(attempt * 200, 5_000) : null),
  });
  let answered = false;
  let fault: Error | undefined;
  redis.on('error', (error) => (fault ??= error));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('it does not answer')), firstAnswer).unref();
    });
    await Promise.race([redis.connect().then(() => redis.select(options.db)), late]);
    answered = true;
  } catch (error) {
    redis.disconnect();
    throw new NoQueueError(refusal(shown, fault ?? (error as Error)));
  } finally {
    clearTimeout(timer);
  }
  let isLost = false;
  let isLeaving = false;
  redis.on('close', () => {
    if (isLost || isLeaving) return;
    isLost = true;
    remark(`${shown} cannot be reached; going on when it can`);
  });
  redis.on('ready', () => {
    if (isLost) remark(`${shown} is reached again`);
    isLost = false;
  });
  return {
    redis,
    close() {
      isLeaving = true;
      redis.disconnect();
    },
  };
}

function refusal(shown: string, { message, ...error }: NodeJS.ErrnoException): string {
  const { code = '' } = error;
  if (/WRONGPASS|NOAUTH|NOPERM|invalid.*password/i.test(message))
    return `${shown} refuses the user or password; give them in the address, or the password in UNROLLED_QUEUE_PASSWORD`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${shown}: there is no host of this name`;
  if (/DB index is out of range/.test(message)) return `${shown}: the server has no database of this number`;
  if (/CERT|SSL|TLS|certificate|altname/i.test(`${code} ${message}`))
    return `${shown}: no trusted TLS connection (${message}); name the authority's certificate in NODE_EXTRA_CA_CERTS, or use redis:// where there is no TLS`;
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    EPIPE: 'what listens there hangs up',
    ECONNRESET: 'what listens there hangs up',
  };
  const reason = /RESP|protocol error/i.test(message)
    ? 'what listens there is no such server'
    : (reasons[code] ?? message.replace(/\.$/, ''));
  return `${shown} cannot be reached (${reason}); start a server there: valkey-server or redis-server`;
}
