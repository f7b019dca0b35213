/**
 * An IDX or gzip file that is not what it should be; the message says where and how.
 *
 * @example
 * const refused = await readIdx(Uint8Array.of(1, 2, 3), 'labels').catch((error) => error);
 * refused instanceof IdxError; // → true
 */
export class IdxError extends Error {
  override readonly name = 'IdxError';
}

/** What an IDX file holds: unsigned bytes in row-major order. */
export interface IdxArray {
  readonly data: Uint8Array;
  readonly shape: readonly number[];
}

export interface ReadIdxOptions {
  /** How many bytes a gzipped file may hold; 268,435,456 (256 MiB) unless given, where MNIST has 47 million. */
  readonly maxBytes?: number;
}

const unsignedByte = 0x08;
const longestHeader = 4 + 4 * 255;
/** Bytes that a byte of deflate can stand for: 258 in two bits. */
const mostInflation = 1032;

/**
 * Reads an IDX file, plain or gzipped. Of a gzipped one no more is inflated than its header says it holds, and no
 * memory is taken for what it cannot hold.
 *
 * @param name what the error messages call the file
 * @throws IdxError if it is corrupt, truncated, too long, too large, or not an array of unsigned bytes
 * @example
 * // An unsigned byte (8) along 1 axis of length 3.
 * const bytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1);
 * const { data, shape } = await readIdx(bytes, 'labels');
 * shape; // → [3]
 * data; // → [7, 2, 1]
 */
export async function readIdx(
  bytes: Uint8Array,
  name = 'IDX data',
  { maxBytes = 2 ** 28 }: ReadIdxOptions = {},
): Promise<IdxArray> {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return decodeIdx(gzipped ? await gunzip(bytes, name, maxBytes) : bytes, name);
}

/**
 * The format: two zero bytes, the element type, the number of dimensions, each dimension as a big-endian
 * 32-bit integer, then the elements. The result shares memory with `bytes`.
 */
export function decodeIdx(bytes: Uint8Array, name = 'IDX data'): IdxArray {
  const header = readHeader(bytes, name);
  const { shape, start, size } = header;
  const received = bytes.length - start;
  if (received !== size) throw misfit(name, header, received < size, received);
  return { data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size), shape };
}

interface Header {
  readonly shape: readonly number[];
  /** Where the elements begin, and how many there are. */
  readonly start: number;
  readonly size: number;
}

/** Of the file's first bytes, whether the elements are there or not. */
function readHeader(bytes: Uint8Array, name: string): Header {
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
  const start = 4 + 4 * dimensions;
  if (dimensions === 0 || bytes.length < start) {
    throw new IdxError(`${name}: a header of ${dimensions} dimensions does not fit in ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  if (shape[0] !== 0 && shape.includes(0)) {
    throw new IdxError(`${name}: [${shape}] says that ${shape[0]} entries hold nothing`);
  }
  return { shape, start, size: shape.reduce((product, length) => product * length, 1) };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function misfit(
  name: string,
  { shape, size }: Header,
  isTooShort: boolean,
  received: number | string,
): IdxError {
  const fault = isTooShort ? 'truncated' : 'followed by trailing bytes';
  return new IdxError(`${name}: ${fault}: [${shape}] needs ${size} bytes, received ${received}`);
}

const hex = (byte: number) => `0x${byte.toString(16).padStart(2, '0')}`;

/** The platform's own decompressor, which checks the length and the CRC at the end. */
async function gunzip(bytes: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = stream.pipeThrough(new DecompressionStream('gzip')).getReader();
  const read = () =>
    reader.read().catch((cause) => {
      throw new IdxError(`${name}: corrupt or truncated gzip data`, { cause });
    });
  try {
    let head = new Uint8Array(0);
    while (head.length < longestHeader) {
      const { done, value } = await read();
      if (done) return head;
      head = joined(head, value);
    }
    const header = readHeader(head, name);
    const { shape, start, size } = header;
    if (size > mostInflation * bytes.length) throw misfit(name, header, true, `${bytes.length} of gzip`);
    if (size > maxBytes)
      throw new IdxError(`${name}: [${shape}] needs ${size} bytes, of which ${maxBytes} may be read`);
    const whole = new Uint8Array(start + size);
    let [chunk, length]: [Uint8Array | undefined, number] = [head, 0];
    for (; chunk; { value: chunk } = await read()) {
      if (length + chunk.length > whole.length) throw misfit(name, header, false, 'more');
      whole.set(chunk, length);
      length += chunk.length;
    }
    return whole.subarray(0, length);
  } finally {
    reader.cancel().catch(() => {}); // of a stream that has failed, which read() has said
  }
}
