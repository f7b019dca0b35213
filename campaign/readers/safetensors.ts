import { type NamedArray, type NamedArrays, readSafetensors, writeSafetensors } from '@unrolled/cells';
import type { Dice } from '../dice.js';
import { extended, joined, mutateBytes, truncated } from '../mutate-bytes.js';
import { jsonText, mutateJson } from '../mutate-json.js';
import { texts } from '../nonsense.js';
import { type Case, reader } from './reader.js';

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** An array of float32, int32 or bytes. */
export function anyArray(dice: Dice, shape: readonly number[]): NamedArray {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = dice.pick([
    () => Float32Array.from({ length }, dice.real),
    () => Int32Array.from({ length }, () => dice.below(100)),
    () => dice.bytes(length),
  ])();
  return { data, shape };
}

function anyTensors(dice: Dice): NamedArrays {
  const shape = () => Array.from({ length: dice.below(4) }, () => dice.below(5));
  const names = Array.from({ length: dice.between(1, 5) }, (_, i) =>
    dice.pick([`t${i}`, `a.b.t${i}`, ...texts.slice(2, 10)]),
  );
  return Object.fromEntries(names.map((name) => [name, anyArray(dice, shape())]));
}

/** A file's header and data, apart. */
export function partsOf(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return {
    header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))),
    data: bytes.subarray(8 + length),
  };
}

export function fileOf(header: unknown, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(jsonText(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return joined(length, json, data);
}

/** The file with one tensor's entry changed. */
function withEntry(dice: Dice, file: Uint8Array, change: (entry: Entry) => object): Uint8Array {
  const { header, data } = partsOf(file);
  const name = dice.pick(Object.keys(header).filter((name) => name !== '__metadata__'));
  return fileOf(
    Object.fromEntries(
      Object.entries(header).map(([key, entry]) => [key, key === name ? change(entry as Entry) : entry]),
    ),
    data,
  );
}

function claimsLength(file: Uint8Array, length: bigint): Uint8Array {
  const copy = Uint8Array.from(file);
  new DataView(copy.buffer).setBigUint64(0, length, true);
  return copy;
}

export const safetensors = reader({
  documented: [RangeError, TypeError],
  make(dice): Case<Uint8Array> {
    const file = writeSafetensors(anyTensors(dice), dice.chance(0.5) ? { format: 'pt' } : {});
    const { header, data } = partsOf(file);
    const refused = (kind: string, input: Uint8Array): Case<Uint8Array> => ({
      kind,
      input,
      outcome: 'refused',
    });
    return dice.pick<() => Case<Uint8Array>>([
      () => ({ kind: 'whole', input: file, outcome: 'accepted' }),
      () => refused('truncated', truncated(dice, file)),
      () => refused('bytes behind the end', extended(dice, file)),
      () =>
        refused(
          'header longer than the file',
          claimsLength(file, dice.pick([2n ** 64n - 1n, 2n ** 53n, 2n ** 32n, BigInt(file.length)])),
        ),
      () =>
        refused(
          'misshapen',
          withEntry(dice, file, (entry) => ({
            ...entry,
            shape: [...entry.shape, dice.pick([7, 2 ** 31, 2 ** 53])].concat(
              entry.data_offsets[0] === entry.data_offsets[1] ? [Infinity] : [],
            ),
          })),
        ),
      () =>
        refused(
          'negative shape',
          withEntry(dice, file, (entry) => ({ ...entry, shape: [-1, -4] })),
        ),
      () =>
        refused(
          'offsets moved',
          withEntry(dice, file, ({ data_offsets: [from, to], ...entry }) => ({
            ...entry,
            data_offsets: to > from ? [from + 4, to + 4] : [2 ** 40, 2 ** 40],
          })),
        ),
      () =>
        refused(
          'type unknown',
          withEntry(dice, file, (entry) => ({
            ...entry,
            dtype: dice.pick(['F33', 'toString', '__proto__', '', 8]),
          })),
        ),
      () => ({ kind: 'header altered', input: fileOf(mutateJson(dice, header), data), outcome: 'either' }),
      () => ({ kind: 'bytes altered', input: mutateBytes(dice, file), outcome: 'either' }),
    ])();
  },
  read(file) {
    const { tensors } = readSafetensors(file);
    for (const { data } of Object.values(tensors)) data.at(0); // which is when they are read
    return tensors;
  },
  judge(tensors) {
    const [wrong] =
      Object.entries(tensors).find(
        ([, { data, shape }]) => data.length !== shape.reduce((product, size) => product * size, 1),
      ) ?? [];
    return wrong === undefined ? undefined : `${wrong} does not fill its shape`;
  },
});
