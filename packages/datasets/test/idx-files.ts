import { gzipSync } from 'node:zlib';

/** The bytes of an IDX file. */
export function idxBytes(
  shape: readonly number[],
  data: ArrayLike<number>,
  type = 8,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, type, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [i, size] of shape.entries()) view.setUint32(4 + 4 * i, size);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** A small MNIST: image n shows digit n mod 10, and its pixel k is (n + k) mod 256. */
export function tinyMnist(train = 40, test = 20): Record<string, Uint8Array<ArrayBuffer>> {
  const images = (count: number) =>
    idxBytes(
      [count, 28, 28],
      Uint8Array.from({ length: count * 784 }, (_, i) => (Math.floor(i / 784) + (i % 784)) % 256),
    );
  const labels = (count: number) =>
    idxBytes(
      [count],
      Uint8Array.from({ length: count }, (_, n) => n % 10),
    );
  return {
    'train-images-idx3-ubyte': images(train),
    'train-labels-idx1-ubyte': labels(train),
    't10k-images-idx3-ubyte': images(test),
    't10k-labels-idx1-ubyte': labels(test),
  };
}

export const gzip = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes));
