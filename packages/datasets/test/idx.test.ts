import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutated } from '../../cells/test/mutated.js';
import { IdxError, readIdx } from '../src/index.js';
import { pairImagesWithLabels } from '../src/mnist/mnist.js';
import { gzip, idxBytes } from './idx-files.js';

describe('readIdx', () => {
  it('reads back any array, plain and gzipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        async (shape) => {
          const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i * 37) % 256);
          const bytes = idxBytes(shape, data);
          for (const file of [bytes, gzip(bytes)]) {
            const read = await readIdx(file);
            expect(read.shape).toEqual(shape);
            expect([...read.data]).toEqual([...data]);
          }
        },
      ),
    );
  });

  it('reads bytes that start inside a larger buffer', async () => {
    const bytes = idxBytes([3], [7, 8, 9]);
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 5);
    expect([...(await readIdx(larger.subarray(5))).data]).toEqual([7, 8, 9]);
  });

  const good = idxBytes([2, 3], [1, 2, 3, 4, 5, 6]);
  const zipped = gzip(good);
  const flipped = zipped.map((byte, i) => (i === zipped.length - 6 ? byte ^ 1 : byte));
  it.each([
    ['empty', new Uint8Array(), 'labels: an IDX header needs at least 4 bytes, received 0'],
    [
      'not an IDX file',
      new TextEncoder().encode('<!doctype html>'),
      'labels: an IDX file starts with two zero bytes, received 0x3c 0x21',
    ],
    [
      'of doubles',
      idxBytes([1], new Uint8Array(8), 0x0e),
      'labels: the element type must be 0x08 (unsigned byte), received 0x0e',
    ],
    ['without dimensions', idxBytes([], []), 'labels: a header of 0 dimensions does not fit in 4 bytes'],
    ['cut in its header', good.slice(0, 9), 'labels: a header of 2 dimensions does not fit in 9 bytes'],
    ['truncated', good.slice(0, -2), 'labels: truncated: [2,3] needs 6 bytes, received 4'],
    [
      'too long',
      Uint8Array.from([...good, 0]),
      'labels: followed by trailing bytes: [2,3] needs 6 bytes, received 7',
    ],
    [
      'of four thousand million images without pixels',
      idxBytes([4e9, 0, 0], []),
      'labels: [4000000000,0,0] says that 4000000000 entries hold nothing',
    ],
    [
      'a small gzip of a large claim',
      gzip(idxBytes([4e9, 28, 28], new Uint8Array(2000))),
      /^labels: truncated: \[4000000000,28,28\] needs 3136000000000 bytes, received \d+ of gzip$/,
    ],
    [
      'a gzip that holds more than it says',
      gzip(idxBytes([2000], new Uint8Array(9000))),
      'labels: followed by trailing bytes: [2000] needs 2000 bytes, received more',
    ],
    [
      'a gzip that holds less than it says',
      gzip(idxBytes([9000], new Uint8Array(2000))),
      'labels: truncated: [9000] needs 9000 bytes, received 2000',
    ],
    ['a truncated gzip', zipped.slice(0, -9), 'labels: corrupt or truncated gzip data'],
    ['a gzip without its checksum', zipped.slice(0, -8), 'labels: corrupt or truncated gzip data'],
    ['a gzip with a wrong checksum', flipped, 'labels: corrupt or truncated gzip data'],
  ])('a file that is %s is refused with what is wrong', async (_, bytes, message) => {
    const refusal = readIdx(bytes, 'labels');
    await expect(refusal).rejects.toBeInstanceOf(IdxError);
    await expect(refusal).rejects.toThrow(typeof message === 'string' ? new IdxError(message) : message);
  });

  it('a gzip is inflated no further than its header says, nor beyond the limit', async () => {
    const bomb = gzip(idxBytes([5000], new Uint8Array(2 ** 26)));
    const before = process.memoryUsage().arrayBuffers;
    await expect(readIdx(bomb, 'bomb')).rejects.toThrow('followed by trailing bytes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
    const large = gzip(idxBytes([2 ** 20], new Uint8Array(2 ** 20)));
    await expect(readIdx(large, 'large', { maxBytes: 2 ** 20 - 1 })).rejects.toThrow(
      new IdxError('large: [1048576] needs 1048576 bytes, of which 1048575 may be read'),
    );
    expect((await readIdx(large, 'large', { maxBytes: 2 ** 20 })).shape).toEqual([2 ** 20]);
  });

  it('whatever bytes are changed, inserted or cut, only IdxErrors come of it', async () => {
    const plain = idxBytes([3, 2, 2], Array(12).fill(7));
    for (const whole of [plain, gzip(plain), gzip(idxBytes([1200], new Uint8Array(1200)))]) {
      await fc.assert(
        fc.asyncProperty(mutated(whole), async (bytes) => {
          const read = await readIdx(bytes).catch((error) => {
            expect(error).toBeInstanceOf(IdxError);
          });
          if (read) expect(read.data.length).toBe(read.shape.reduce((a, b) => a * b));
        }),
        { numRuns: 200 },
      );
    }
  });
});

describe('pairImagesWithLabels', () => {
  const images = { data: new Uint8Array(2 * 784), shape: [2, 28, 28] };

  it('refuses counts that disagree', () => {
    const labels = { data: new Uint8Array(3), shape: [3] };
    expect(() => pairImagesWithLabels(images, labels, 'set')).toThrow(
      new IdxError('set: 2 images but 3 labels'),
    );
  });

  it('refuses images and labels that were mixed up', () => {
    const labels = { data: new Uint8Array(2), shape: [2] };
    expect(() => pairImagesWithLabels(labels, images, 'set')).toThrow(
      new IdxError('set: images must have 3 dimensions and labels 1, received [2] and [2,28,28]'),
    );
  });

  it('refuses a label that is not a digit', () => {
    const labels = { data: Uint8Array.of(3, 17), shape: [2] };
    expect(() => pairImagesWithLabels(images, labels, 'set')).toThrow(
      new IdxError('set: a label must be 0 to 9, received 17 at index 1'),
    );
  });
});
