import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { mnistFiles } from './mnist-files.js';

/**
 * Requires that a file holds what the original of that name holds, plain or gzipped by whomever.
 *
 * @throws Error that names the file, the hash it has and the one it should have
 */
export function requireOriginal(path: string, bytes: Uint8Array, name: string): void {
  const original = Object.values(mnistFiles).find((file) => file.name === name)!;
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (gzipped && sha256(bytes) === original.sha256) return;
  const content = gzipped ? inflated(bytes, original.content.size) : bytes;
  const [received, expected] = content
    ? [sha256(content), original.content.sha256]
    : [sha256(bytes), original.sha256];
  if (received === expected) return;
  throw new Error(
    `loadMnist: ${path} is not the original MNIST file: ${content && gzipped ? 'what it holds' : 'it'} has SHA-256 ${received}, ` +
      `expected ${expected}; get it anew, or take it as it is with --unverified (in code, unverified: true)`,
  );
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What a gzip file holds, if that is whole and not more than `most` bytes. */
function inflated(bytes: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch {
    return undefined;
  }
}
