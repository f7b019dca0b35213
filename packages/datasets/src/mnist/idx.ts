/** An IDX or gzip file that is not what it should be; the message says where and how. */
export class IdxError extends Error {
  override readonly name = 'IdxError';
}

/** What an IDX file holds: unsigned bytes in row-major order. */
export interface IdxArray {
  readonly data: Uint8Array;
  readonly shape: readonly number[];
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file, plain or gzipped.
 *
 * @param name what the error messages call the file
 * @throws IdxError if it is corrupt, truncated, too long, or not an array of unsigned bytes
 * @example
 * const { data, shape } = await readIdx(bytes, 'train-images'); // shape [60000, 28, 28]
 */
export async function readIdx(bytes: Uint8Array, name = 'IDX data'): Promise<IdxArray> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return decodeIdx(gzipped ? await gunzip(bytes, name) : bytes, name);
}

/**
 * The format: two zero bytes, the element type, the number of dimensions, each dimension as a big-endian
 * 32-bit integer, then the elements. The result shares memory with `bytes`.
 */
export function decodeIdx(bytes: Uint8Array, name = 'IDX data'): IdxArray {
  if (bytes.length < 4) {
    throw new IdxError(`${name}: an IDX header needs at least 4 bytes, received ${bytes.length}`);
  }
  const [first, second, type, dimensions] = bytes as unknown as [number, number, number, number];
  if (first !== 0 || second !== 0) {
    throw new IdxError(
      `${name}: an IDX file starts with two zero bytes, received ${hex(first)} ${hex(second)}`,
    );
  }
  if (type !== unsignedByte) {
    throw new IdxError(`${name}: the element type must be 0x08 (unsigned byte), received ${hex(type)}`);
  }
  const header = 4 + 4 * dimensions;
  if (dimensions === 0 || bytes.length < header) {
    throw new IdxError(`${name}: a header of ${dimensions} dimensions does not fit in ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = shape.reduce((product, size) => product * size, 1);
  const received = bytes.length - header;
  if (received !== expected) {
    const fault = received < expected ? 'truncated' : 'followed by trailing bytes';
    throw new IdxError(`${name}: ${fault}: [${shape}] needs ${expected} bytes, received ${received}`);
  }
  return { data: new Uint8Array(bytes.buffer, bytes.byteOffset + header, expected), shape };
}

const hex = (byte: number) => `0x${byte.toString(16).padStart(2, '0')}`;

/** The platform's own decompressor, which checks the length and the CRC at the end. */
async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
    const plain = stream.pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (cause) {
    throw new IdxError(`${name}: corrupt or truncated gzip data`, { cause });
  }
}
