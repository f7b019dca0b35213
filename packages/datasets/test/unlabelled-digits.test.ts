import { describe, expect, it } from 'vitest';
import { digitOfPicture, digitSequences, IdxError, readIdxImages } from '../src/index.js';

/** A vertical stroke of this ink on paper 0. */
const stroke = (ink: number) => Uint8Array.from({ length: 784 }, (_, i) => (i % 28 === 14 ? ink : 0));
const picture = { width: 28, height: 28, channels: 1, depth: 8 };

describe('digitOfPicture', () => {
  const digit = digitOfPicture({ ...picture, data: stroke(255) });

  it('keeps light ink on dark paper', () => {
    expect(digit).toMatchObject({ count: 1, rows: 28, columns: 28 });
    expect(digit.pixels).toEqual(stroke(255));
  });

  it.each([
    ['dark ink on light paper', { data: stroke(255).map((value) => 255 - value) }],
    ['16 bits', { depth: 16, data: Uint16Array.from(stroke(255), (value) => value * 257) }],
    ['colours', { channels: 3, data: [...stroke(255)].flatMap((value) => [value, value, value]) }],
    [
      'a palette',
      {
        palette: [
          [0, 0, 0],
          [255, 255, 255],
        ],
        data: stroke(1),
      },
    ],
    ...[1, 2, 4].map(
      (depth) =>
        [`${depth} bits`, { depth, data: stroke(2 ** depth - 1) }] as [
          string,
          { depth: number; data: Uint8Array },
        ],
    ),
    [
      'a palette of two, a bit each',
      {
        depth: 1,
        palette: [
          [0, 0, 0],
          [255, 255, 255],
        ],
        data: stroke(1),
      },
    ],
    [
      'transparent paper, which is white',
      { channels: 2, data: [...stroke(255)].flatMap((value) => [0, value]) },
    ],
  ])('reads %s the same', (_, { data, ...changes }) => {
    const bytes = data instanceof Uint16Array ? data : Uint8Array.from(data);
    expect(digitOfPicture({ ...picture, ...changes, data: bytes }).pixels).toEqual(digit.pixels);
  });

  it('has no label that is a digit', () => {
    expect(digitSequences(digit).examples([0]).targets.data[0]).toBe(-1);
  });

  it.each([
    ['fewer numbers', { data: new Uint8Array(783) }, 'expected 784 numbers, received 783'],
    [
      'a colour that its palette lacks',
      { palette: [[0, 0, 0]], data: stroke(9) },
      'expected colours of its palette of 1, received 9',
    ],
  ])('of %s is refused', (_, changes, message) => {
    expect(() => digitOfPicture({ ...picture, ...changes })).toThrow(new RangeError(message));
  });

  it('of another size is refused', () => {
    expect(() => digitOfPicture({ ...picture, width: 20, data: new Uint8Array(560) })).toThrow(
      new RangeError('expected 28 × 28 pixels, received 20 × 28'),
    );
  });
});

describe('readIdxImages', () => {
  const header = (...shape: number[]) =>
    Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]));

  it('reads images that come without labels', async () => {
    const images = await readIdxImages(Uint8Array.of(...header(2, 1, 2), 1, 2, 3, 4), 'digits');
    expect(images).toMatchObject({ count: 2, rows: 1, columns: 2, pixels: Uint8Array.of(1, 2, 3, 4) });
  });

  it('refuses a file of none', async () => {
    const none = Uint8Array.of(...header(0, 28, 28));
    await expect(readIdxImages(none, 'digits')).rejects.toThrow(
      new IdxError('digits: expected images, received none'),
    );
  });

  it('refuses labels', async () => {
    await expect(readIdxImages(Uint8Array.of(...header(2), 7, 3), 'labels')).rejects.toThrow(
      new IdxError('labels: expected images, received shape [2]'),
    );
  });
});
