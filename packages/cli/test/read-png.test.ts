import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { mutated } from '../../cells/test/mutated.js';
import { readPng } from '../src/read-png.js';

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Form {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlace?: number;
  readonly rows?: Uint8Array;
  readonly extra?: readonly Buffer[];
}

/** A PNG of 28 × 28 grey pixels of 0, unless told otherwise; `rows` is what its image data inflate to. */
function png({
  width = 28,
  height = 28,
  depth = 8,
  colour = 0,
  interlace = 0,
  rows,
  extra = [],
}: Form): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  const pixels = rows ?? new Uint8Array(height * (1 + Math.ceil((width * depth) / 8)));
  const end = chunk('IEND', new Uint8Array(0));
  return Buffer.concat([signature, chunk('IHDR', header), ...extra, chunk('IDAT', deflateSync(pixels)), end]);
}

describe('readPng', () => {
  it('reads the pixels of whatever form', () => {
    const data = Uint8Array.from({ length: 784 * 3 }, (_, i) => i % 251);
    const picture = readPng(Buffer.from(encode({ width: 28, height: 28, data, channels: 3 })));
    expect(picture).toMatchObject({ width: 28, height: 28, channels: 3, depth: 8 });
    expect(picture.data).toEqual(data);
    expect(
      readPng(png({ interlace: 1, rows: new Uint8Array(784 + 4 + 4 + 3 + 7 + 7 + 14 + 14) })).data,
    ).toHaveLength(784);
  });

  it.each([
    [1, [0b1010_0001], [1, 0, 1, 0, 0, 0, 0, 1]],
    [2, [0b11_01_00_10], [3, 1, 0, 2]],
    [4, [0b1111_0001], [15, 1]],
  ])(
    'takes numbers of %i bits out of their bytes, every row from one of its own',
    (depth, bytes, numbers) => {
      const width = numbers.length + 1; // the last of a row stands alone in the next byte
      const row = [0, ...bytes, 0x80];
      const { data } = readPng(png({ width, height: 2, depth, rows: Uint8Array.of(...row, ...row) }));
      const last = 2 ** (depth - 1);
      expect([...data]).toEqual([...numbers, last, ...numbers, last]);
    },
  );

  it('takes no suggested palette for colours, and opens no profile', () => {
    const profile = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(new Uint8Array(2 ** 26))]);
    const extra = [chunk('PLTE', new Uint8Array(3)), chunk('iCCP', profile)];
    const before = process.memoryUsage().arrayBuffers;
    expect(readPng(png({ colour: 2, rows: new Uint8Array(28 * 85), extra })).palette).toBeUndefined();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22);
  });

  it.each<[string, Form, string]>([
    [
      'claims more than memory',
      { width: 2 ** 31, height: 2 ** 31 - 1, rows: new Uint8Array(9) },
      'at most 1048576 pixels',
    ],
    ['has no pixels', { width: 0 }, 'received 0 × 28'],
    ['inflates to more than it says', { rows: new Uint8Array(2 ** 26) }, 'it has more pixels than it says'],
    ['has less than it says', { rows: new Uint8Array(28 * 29 - 1) }, 'it has fewer pixels than it says'],
    ['lacks its palette', { colour: 3 }, 'it lacks its palette'],
    ['has no such colours', { colour: 2, depth: 4 }, 'there are no colours of type 2 and 4 bits'],
    [
      'is interlaced by bits',
      { depth: 1, interlace: 1 },
      'interlaced pixels of less than 8 bits cannot be read',
    ],
    ['is filtered as none is', { rows: new Uint8Array(28 * 29).fill(9) }, 'Unsupported filter'],
  ])('a file that %s is refused', (_, form, message) => {
    expect(() => readPng(png(form))).toThrow(message);
  });

  it('refuses every way of cutting a file short, and every flipped bit of what is read', () => {
    const whole = png({});
    for (let length = 0; length < whole.length; length++)
      expect(() => readPng(whole.subarray(0, length))).toThrow();
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => readPng(flipped), `bit ${bit}`).toThrow();
    }
  });

  it('whatever bytes are changed, inserted or cut, a picture or an Error comes of it', () => {
    const whole = png({ extra: [chunk('tEXt', Buffer.from('Title\0digit'))] });
    fc.assert(
      fc.property(mutated(whole), (bytes) => {
        try {
          expect(readPng(Buffer.from(bytes)).data).toHaveLength(784);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 300 },
    );
  });
});
