import { deflateRawSync, gzipSync, constants as zlib } from 'node:zlib';
import { IdxError, readIdx } from '@unrolled/datasets';
import { idxBytes } from '../../packages/datasets/test/idx-files.js';
import type { Dice } from '../dice.js';
import { extended, flipped, joined, mutateBytes, truncated } from '../mutate-bytes.js';
import { type Case, reader } from './reader.js';

function anyIdx(dice: Dice): Uint8Array {
  const shape = Array.from({ length: dice.between(1, 3) }, () => dice.between(1, 6));
  const length = shape.reduce((product, size) => product * size, 1);
  return idxBytes(shape, dice.bytes(length));
}

const kind = 2; // where the element type stands

export const idx = reader({
  documented: [IdxError],
  make(dice): Case<Uint8Array> {
    const file = anyIdx(dice);
    const refused = (kind: string, input: Uint8Array): Case<Uint8Array> => ({
      kind,
      input,
      outcome: 'refused',
    });
    const huge = () =>
      Array.from({ length: dice.between(1, 4) }, () => dice.pick([4_000_000_000, 2 ** 31, 65_536]));
    return dice.pick<() => Case<Uint8Array>>([
      () => ({ kind: 'whole', input: file, outcome: 'accepted' }),
      () => refused('truncated', truncated(dice, file)),
      () => refused('bytes behind the end', extended(dice, file)),
      () => refused('another element type', file.with(kind, dice.pick([0, 9, 0x0d, 0x0e, 255]))),
      () => refused('claims what is not there', idxBytes(huge(), dice.bytes(dice.below(16)))),
      () =>
        refused(
          'many dimensions',
          joined(
            Uint8Array.of(0, 0, 8, 255),
            new Uint8Array(255 * 4).fill(dice.pick([0, 1, 255])),
            dice.bytes(2),
          ),
        ),
      () => ({ kind: 'bytes altered', input: mutateBytes(dice, file), outcome: 'either' }),
    ])();
  },
  read: (file) => readIdx(file, 'file'),
  judge({ data, shape }, file) {
    const size = shape.reduce((product, length) => product * length, 1);
    return data.length === size && file.length === size + 4 + 4 * shape.length
      ? undefined
      : `[${shape}] holds ${data.length} bytes`;
  },
});

/** Deflated so that copies can follow one another: a thousandth of what it inflates to. */
const megabyte = deflateRawSync(new Uint8Array(2 ** 20), { level: 9, finishFlush: zlib.Z_FULL_FLUSH });

/** A gzip file of this beginning and so many megabytes of zeros. */
function bomb(beginning: Uint8Array, megabytes: number): Uint8Array {
  const head = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
  const start = deflateRawSync(beginning, { finishFlush: zlib.Z_FULL_FLUSH });
  const end = Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  return joined(head, start, ...Array.from({ length: megabytes }, () => megabyte), end);
}

interface Gzipped {
  readonly file: Uint8Array;
  readonly plain: Uint8Array;
}

export const gzipped = reader({
  documented: [IdxError],
  make(dice): Case<Gzipped> {
    const plain = anyIdx(dice);
    const file = new Uint8Array(gzipSync(plain));
    const made = (kind: string, outcome: Case<Gzipped>['outcome'], file: Uint8Array): Case<Gzipped> => ({
      kind,
      outcome,
      input: { file, plain },
    });
    if (dice.chance(0.002)) {
      const header = dice.pick([
        idxBytes([10], []),
        idxBytes([4_000_000_000], []),
        idxBytes([65_536, 28, 28], []),
        dice.bytes(20),
      ]);
      return made('bomb', 'refused', bomb(header, dice.between(500, 2000)));
    }
    return dice.pick<() => Case<Gzipped>>([
      () => made('whole', 'accepted', file),
      () => made('truncated', 'refused', joined(file.slice(0, 2), truncated(dice, file.slice(2)))),
      // Zeros behind the end are padding to every gzip.
      () => made('bytes behind the end', 'refused', joined(file, Uint8Array.of(1), dice.bytes(8))),
      () => made('a bit flipped', 'either', flipped(dice, file)),
      () => made('bytes altered', 'either', mutateBytes(dice, file)),
      () => made('content altered', 'either', new Uint8Array(gzipSync(mutateBytes(dice, plain)))),
    ])();
  },
  read: ({ file }) => readIdx(file, 'file'),
  judge({ data, shape }) {
    return data.length === shape.reduce((product, length) => product * length, 1)
      ? undefined
      : `[${shape}] holds ${data.length} bytes`;
  },
});
