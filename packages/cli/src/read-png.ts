import { inflateSync } from 'node:zlib';
import type { Picture } from '@unrolled/datasets';
import { decode } from 'fast-png';

const mostPixels = 2 ** 20;
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const palette = 3;
/** By colour type: grey, colour, of a palette, grey and alpha, colour and alpha. */
const forms: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  [palette]: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};
/** Of an interlaced picture, the first column and row of each pass, and how far it is to the next. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * The pixels of a PNG of at most 1,048,576. No more is inflated than they take: profiles and texts, which may be
 * compressed too, are not opened.
 *
 * @throws Error that says why it is none, or that it is cut short, too large, or of a form that cannot be read
 */
export function readPng(bytes: Buffer): Picture {
  const [header, ...rest] = chunksOf(bytes);
  if (header!.type !== 'IHDR' || header!.data.length !== 13)
    throw new Error('it does not begin with its size');
  const size = bytesOfPixels(header!.data);
  const isIndexed = header!.data[9] === palette;
  if (isIndexed && !rest.some(({ type }) => type === 'PLTE')) throw new Error('it lacks its palette');
  const needed = ['IDAT', 'IEND', ...(isIndexed ? ['PLTE', 'tRNS'] : [])];
  const chunks = rest.filter(({ type }) => needed.includes(type));
  const compressed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  if (inflated(Buffer.concat(compressed), size).length < size)
    throw new Error('it has fewer pixels than it says');
  const whole = Buffer.concat([signature, ...[header!, ...chunks].map(({ whole }) => whole)]);
  const picture = decode(whole, { checkCrc: true });
  return picture.depth < 8 ? { ...picture, data: unpacked(picture) } : picture;
}

/** The numbers of rows whose bytes hold several, the first in the highest bits. */
function unpacked({ width, height, depth, data }: Picture): Uint8Array {
  const perByte = 8 / depth;
  const perRow = Math.ceil(width / perByte);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const column = i % width;
    const byte = data[Math.floor(i / width) * perRow + Math.floor(column / perByte)]!;
    return (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  });
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** With its length, its type and its checksum. */
  readonly whole: Buffer;
}

function chunksOf(bytes: Buffer): Chunk[] {
  if (!bytes.subarray(0, 8).equals(signature)) throw new Error('it does not begin as one does');
  const chunks: Chunk[] = [];
  for (let at = 8; chunks.at(-1)?.type !== 'IEND'; at += chunks.at(-1)!.whole.length) {
    const end = at + 12 <= bytes.length ? at + 12 + bytes.readUInt32BE(at) : Infinity;
    if (end > bytes.length) throw new Error('it is cut short');
    const whole = bytes.subarray(at, end);
    chunks.push({ type: whole.toString('latin1', 4, 8), data: whole.subarray(8, -4), whole });
  }
  return chunks;
}

/** How many bytes the image data inflate to: rows of pixels, each with a byte for its filter. */
function bytesOfPixels(header: Buffer): number {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, interlace] = [header[8]!, header[9]!, header[12]!];
  if (width * height === 0 || width * height > mostPixels)
    throw new Error(`expected at most ${mostPixels} pixels, received ${width} × ${height}`);
  const form = forms[colour];
  if (!form?.depths.includes(depth))
    throw new Error(`there are no colours of type ${colour} and ${depth} bits`);
  if (interlace !== 0 && depth < 8) throw new Error('interlaced pixels of less than 8 bits cannot be read');
  const passes = interlace === 0 ? [[0, 0, 1, 1] as const] : adam7;
  return passes.reduce((sum, [x, y, across, down]) => {
    const [columns, rows] = [Math.ceil((width - x) / across), Math.ceil((height - y) / down)];
    const row = 1 + Math.ceil((columns * form.channels * depth) / 8);
    return columns > 0 && rows > 0 ? sum + rows * row : sum;
  }, 0);
}

function inflated(compressed: Buffer, size: number): Buffer {
  try {
    return inflateSync(compressed, { maxOutputLength: size });
  } catch (cause) {
    const isLonger = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isLonger ? 'it has more pixels than it says' : 'its pixels cannot be inflated', {
      cause,
    });
  }
}
