import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { UsageError } from '../../packages/cli/src/errors.js';
import { readDigit } from '../../packages/cli/src/read-examples.js';
import type { Dice } from '../dice.js';
import { flipped, joined, mutateBytes, truncated } from '../mutate-bytes.js';
import { type Case, reader } from './reader.js';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunksOf(png: Uint8Array): Chunk[] {
  const bytes = Buffer.from(png);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** A file of these chunks, each with the checksum that it should have. */
function pngOf(chunks: readonly Chunk[]): Uint8Array {
  const parts = chunks.map(({ type, data }) => {
    const body = joined(Buffer.from(type, 'latin1'), data);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return joined(length, body, sum);
  });
  return joined(signature, ...parts);
}

const bomb = deflateSync(new Uint8Array(2 ** 28), { level: 9 });

function picture(dice: Dice, width = 28, height = 28): Uint8Array {
  const channels = dice.pick([1, 2, 3, 4] as const);
  const depth = dice.pick([8, 8, 16] as const);
  const length = width * height * channels;
  const data = depth === 16 ? Uint16Array.from({ length }, () => dice.below(65_536)) : dice.bytes(length);
  return encode({ width, height, channels, depth, data });
}

export const png = reader({
  documented: [UsageError],
  make(dice): Case<Uint8Array> {
    const file = picture(dice);
    const chunks = chunksOf(file);
    const changed = (type: string, change: (data: Buffer) => Uint8Array | undefined) => {
      const parts = chunks.map((chunk) =>
        chunk.type === type ? { type, data: change(Buffer.from(chunk.data)) } : chunk,
      );
      return pngOf(parts.filter((part): part is Chunk => part.data !== undefined));
    };
    const header = (change: (data: Buffer) => void) =>
      changed('IHDR', (data) => {
        change(data);
        return data;
      });
    const [kind, outcome, input] = dice.pick<() => [string, Case<never>['outcome'], Uint8Array]>([
      () => ['whole', 'accepted', file],
      () => ['truncated', 'refused', truncated(dice, file)],
      () => ['of another size', 'refused', picture(dice, dice.pick([1, 27, 29]), dice.pick([1, 28, 30]))],
      () => [
        'claims another size',
        'refused',
        header((data) =>
          data.writeUInt32BE(dice.pick([0, 1, 29, 65_536, 2 ** 31, 2 ** 32 - 1]), dice.pick([0, 4])),
        ),
      ],
      () => ['claims other pixels', 'either', header((data) => data.set(dice.bytes(1), dice.between(8, 12)))],
      () => ['without its pixels', 'refused', changed('IDAT', () => undefined)],
      () => ['with other pixels', 'refused', changed('IDAT', () => deflateSync(dice.bytes(dice.below(700))))],
      () => ['bomb', 'refused', changed('IDAT', () => bomb)],
      () => [
        'bomb in a text',
        'either',
        pngOf(
          chunks.toSpliced(1, 0, {
            type: dice.pick(['zTXt', 'iCCP']),
            data: joined(Buffer.from('x\0\0'), bomb),
          }),
        ),
      ],
      () => ['a bit flipped', 'either', flipped(dice, file)],
      () => ['bytes altered', 'either', mutateBytes(dice, file)],
      () => ['chunk altered', 'either', changed(dice.pick(chunks).type, (data) => mutateBytes(dice, data))],
      () => ['chunks in another order', 'either', pngOf(chunks.toReversed())],
    ])();
    return { kind, outcome, input };
  },
  read(file) {
    writeFileSync('digit.png', file);
    return readDigit('digit.png');
  },
  judge: ({ pixels }) =>
    pixels.length === 28 * 28 && pixels.every(Number.isFinite) ? undefined : 'the pixels are not there',
});
