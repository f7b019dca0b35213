import type { JobQueue } from '@unrolled/queue';
import { UsageError } from './errors.js';
import { type Flag, textFlag } from './flags.js';
import { remark } from './render/print.js';

/** The flag of the server that a queue is on. */
export const queueFlag = (help: string) => textFlag('--queue <url>', help);

/** The flag that says which queue of a server. */
export const queueNameFlag = (): Flag<string> =>
  textFlag('--queue-name <name>', 'which queue of that server').default('unrolled') as Flag<string>;

/**
 * The package of the queue, which is installed only by those who use it, and a queue that it opened.
 *
 * @throws UsageError if it is not installed, no server can be used there, or the address or name is none
 */
export async function openQueue(url: string, name: string) {
  const library = await import('@unrolled/queue').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes("'@unrolled/queue'")) throw error;
    throw new UsageError(
      'a queue needs the package @unrolled/queue beside unrolled: npm install @unrolled/queue (with -g, if unrolled is)',
    );
  });
  try {
    const queue: JobQueue = await library.openQueue(url, { name, remark });
    return { ...library, queue };
  } catch (error) {
    if (error instanceof library.NoQueueError || error instanceof TypeError)
      throw new UsageError(error.message);
    throw error;
  }
}
