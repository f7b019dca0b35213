import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileExists } from './file-exists.js';

export interface DownloadProgress {
  readonly url: string;
  /** Bytes of the file received so far, those of an earlier attempt included. */
  readonly received: number;
  readonly total: number;
}

export interface VerifiedDownload {
  readonly url: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds in which no byte may come; 30,000 unless given. */
  readonly stall?: number | undefined;
  /** Milliseconds for the whole transfer; 1,800,000, half an hour, unless given. */
  readonly timeout?: number | undefined;
}

/**
 * Downloads a file whose size and SHA-256 are known. Bytes arrive in `PATH.partial`; a transfer that breaks
 * off leaves them, and the next attempt asks the server for the rest. Only a complete file with the right
 * hash is renamed to `path`; one with the wrong hash, or one that the disk could not hold, is removed. Several
 * processes may download the same file: each writes the same bytes to the same places. A server that falls silent, or
 * is too slow to come to an end, is given up.
 *
 * @throws Error saying what went wrong, with the reason as its cause
 */
export async function downloadVerified(download: VerifiedDownload): Promise<void> {
  const partial = `${download.path}.partial`;
  await mkdir(dirname(download.path), { recursive: true });
  try {
    if ((await sizeOf(partial)) > download.size) await rm(partial);
    if ((await sizeOf(partial)) < download.size) await transfer(download, partial);
    await verify(download, partial);
    await rename(partial, download.path);
  } catch (error) {
    const anotherWasFaster = await fileExists(download.path);
    if (!anotherWasFaster) throw error;
  }
}

async function verify({ url, size, sha256 }: VerifiedDownload, partial: string): Promise<void> {
  const received = await sizeOf(partial);
  if (received < size) throw new Error(`${url} ended after ${received} of ${size} bytes`);
  const actual = await sha256Of(partial);
  if (received === size && actual === sha256) return;
  await rm(partial, { force: true });
  throw new Error(
    received > size
      ? `${url} is longer than ${size} bytes`
      : `${url} has SHA-256 ${actual}, expected ${sha256}`,
  );
}

async function transfer(download: VerifiedDownload, partial: string): Promise<void> {
  const patience = patienceWith(download);
  try {
    await receive(download, partial, patience);
  } finally {
    patience.end();
  }
}

async function receive(
  { url, size, onProgress }: VerifiedDownload,
  partial: string,
  { signal, heard }: ReturnType<typeof patienceWith>,
): Promise<void> {
  let received = await sizeOf(partial);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (received > 0) headers.range = `bytes=${received}-`;
  const response = await fetch(url, { headers, signal });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status} ${response.statusText}`.trim());
  }
  const resumed = response.status === 206 && startOf(response) === received;
  if (!resumed) received = 0;
  const body = response.body as unknown as AsyncIterable<Uint8Array>;
  async function* counted() {
    onProgress?.({ url, received, total: size });
    for await (const chunk of body) {
      heard();
      received += chunk.length;
      yield chunk;
      onProgress?.({ url, received, total: size });
      if (received > size) return;
    }
  }
  try {
    await appendFile(partial, ''); // so that it is there to be written into
    await pipeline(counted, createWriteStream(partial, { flags: 'r+', start: received }));
  } catch (error) {
    if (isDiskError(error)) await rm(partial, { force: true });
    throw error;
  }
}

/** Ends a transfer that its caller has no use for, that has stalled, or that takes too long. */
function patienceWith({ url, signal, stall = 30_000, timeout = 1_800_000 }: VerifiedDownload) {
  const out = new AbortController();
  const giveUpAfter = (milliseconds: number, fault: string) =>
    setTimeout(() => out.abort(new Error(`${url} ${fault} ${milliseconds / 1000} s`)), milliseconds);
  const whole = giveUpAfter(timeout, 'took more than');
  const silence = giveUpAfter(stall, 'sent nothing for');
  return {
    signal: signal ? AbortSignal.any([signal, out.signal]) : out.signal,
    heard: () => silence.refresh(),
    end() {
      clearTimeout(whole);
      clearTimeout(silence);
    },
  };
}

/** Where the part begins that the server sends, from `Content-Range: bytes 100-199/200`. */
const startOf = (response: Response) =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? -1);

const isDiskError = (error: unknown) =>
  error instanceof Error &&
  ['write', 'open', 'close'].includes((error as NodeJS.ErrnoException).syscall ?? '');

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const sizeOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
