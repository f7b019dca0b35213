import { randomBytes } from 'node:crypto';
import { createServer, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { viewPage } from '@unrolled/charts/view';
import { watchRuns } from '@unrolled/tasks/node';
import { UsageError } from '../errors.js';
import { admit } from './admit.js';
import { runStreams } from './streams.js';

/** A server of the page that shows the runs of a folder. */
export interface Viewer {
  /** The page's address; whoever knows it, on this machine, sees the runs. */
  readonly url: string;
  readonly port: number;
  /** Tells open pages how the runs stand last, and ends. */
  close(): Promise<void>;
}

/**
 * Serves one page, on 127.0.0.1 alone, under an address that nobody guesses. It shows what the records of the runs in a folder tell, and reads
 * nothing else: no request names a file.
 *
 * @param port 0 for one that is free
 * @throws UsageError if the port is taken, or must not be used
 */
export async function startViewer(folder: string, port = 0): Promise<Viewer> {
  const [{ html, policy }, watch] = await Promise.all([viewPage(folder), watchRuns(folder)]);
  const token = randomBytes(24).toString('base64url');
  const streams = runStreams(watch);
  const headers = { ...always, 'content-security-policy': policy };
  const limits = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 5000 };
  const server = createServer(limits, (request, response) => {
    const verdict = admit(request, token);
    if (typeof verdict === 'number') return refuse(response, verdict);
    const { page, runs } = verdict;
    if (page === 'list') return answer(response, 200, 'text/html', html, headers);
    if (!streams.hasRoom()) return refuse(response, 503);
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    if (request.method === 'HEAD') response.end();
    else streams.add(response, runs);
  });
  server.maxConnections = 64;
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/${token}/`,
    port: taken,
    async close() {
      await streams.end();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref(); // of pages that do not read what they were told
      await closed;
    },
  };
}

/** Nothing of it is kept, framed, taken for something else, or handed to other pages. */
const always: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const refusals: Readonly<Record<number, string>> = {
  403: 'This page is for this machine alone.',
  404: 'There is nothing here; the address that `unrolled view` printed leads to the runs.',
  405: 'There is nothing here to send something to.',
  503: 'Too many pages are open.',
};

function refuse(response: ServerResponse, status: number): void {
  const policy = "default-src 'none'; frame-ancestors 'none'";
  const headers = { ...always, 'content-security-policy': policy, connection: 'close' };
  answer(response, status, 'text/plain', `${refusals[status]}\n`, headers);
}

function answer(
  response: ServerResponse,
  status: number,
  type: string,
  content: string,
  headers: OutgoingHttpHeaders,
): void {
  response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(content);
}

function inWords({ code, message }: NodeJS.ErrnoException, port: number): Error {
  if (code === 'EADDRINUSE')
    return new UsageError(
      `port ${port} is in use; give --port another one, or leave it out for one that is free`,
    );
  if (code === 'EACCES')
    return new UsageError(`port ${port} may not be used here; give --port one above 1023, or leave it out`);
  return new Error(`cannot serve on 127.0.0.1: ${message}`);
}
