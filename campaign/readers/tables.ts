import { type DataFile, type DataRequest, ownData, readTable } from '@unrolled/datasets/own-data';
import { zipSync } from 'fflate';
import { npyBytes } from '../../packages/datasets/test/npy-bytes.js';
import type { Dice } from '../dice.js';
import { flipped, joined, mutateBytes, truncated } from '../mutate-bytes.js';
import { jsonText, mutateJson } from '../mutate-json.js';
import { numbers, texts } from '../nonsense.js';
import { type Case, reader } from './reader.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const rowsOf = (dice: Dice) =>
  Array.from({ length: dice.between(20, 40) }, (_, i) => ({
    inputs: Array.from({ length: dice.between(2, 5) }, () => dice.real()),
    target: i % 2 === 0 ? 'even' : 'odd',
  }));

/** A NumPy archive of the same, and what is done to its arrays and to itself. */
function npz(
  dice: Dice,
  inputs: Partial<{ descr: string; shape: string }> = {},
  change = (npy: Uint8Array) => npy,
): Uint8Array {
  const count = dice.between(20, 40);
  const steps = dice.between(1, 4);
  const data = Float32Array.from({ length: count * steps }, () => dice.real());
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  return zipSync({
    'inputs.npy': change(npyBytes({ descr: '<f4', shape: `${count}, ${steps}`, ...inputs }, data)),
    'target.npy': npyBytes({ descr: '|u1', shape: `${count},` }, labels),
  });
}

/** A zip whose directory says of its first entry that it holds so much. */
function claiming(zip: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(zip);
  copy.writeUInt32LE(size, copy.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
  return copy;
}

const csv = (dice: Dice, cell: () => unknown) =>
  ['date,a,b,target', ...Array.from({ length: dice.between(20, 40) }, (_, i) => `${i},${cell()},1,${i % 3}`)]
    .map((line) => `${line}\n`)
    .join('');

export const tables = reader({
  documented: [RangeError],
  make(dice): Case<DataFile> {
    const rows = rowsOf(dice);
    const jsonl = (all: readonly unknown[]) => utf8(all.map((row) => `${jsonText(row)}\n`).join(''));
    const plain = csv(dice, () => dice.real());
    const shapes = ['-5, 2', 'x,', '1e15, 0', '9007199254740991,', '1, '.repeat(10_000), '0.5,', 'Infinity,'];
    const types = ['<U0', '|S0', '<U4000000000', '|O', '<f16', '<c8', '<f3', 'f4', '<U1'];
    const [kind, outcome, name, bytes] = dice.pick<
      () => [string, Case<never>['outcome'], string, Uint8Array]
    >([
      () => ['whole', 'accepted', 'a.csv', utf8(plain)],
      () => ['whole', 'accepted', 'a.jsonl', jsonl(rows)],
      () => ['whole', 'accepted', 'a.json', utf8(jsonText(rows))],
      () => ['whole', 'accepted', 'a.npz', npz(dice)],
      () => ['bytes altered', 'either', 'a.csv', mutateBytes(dice, utf8(plain))],
      () => ['bytes altered', 'either', 'a.npz', mutateBytes(dice, npz(dice))],
      () => ['a bit flipped', 'either', 'a.npz', flipped(dice, npz(dice))],
      () => ['truncated', 'refused', 'a.npz', truncated(dice, npz(dice))],
      () => [
        'claims what is not there',
        'refused',
        'a.npz',
        claiming(npz(dice), dice.between(2 ** 24, 2 ** 32 - 1)),
      ],
      () => ['shape of nonsense', 'refused', 'a.npz', npz(dice, { shape: dice.pick(shapes) })],
      () => ['type of nonsense', 'refused', 'a.npz', npz(dice, { descr: dice.pick(types.slice(0, -1)) })],
      () => ['another type', 'either', 'a.npz', npz(dice, { descr: dice.pick(types) })],
      () => ['array truncated', 'refused', 'a.npz', npz(dice, {}, (npy) => truncated(dice, npy))],
      () => ['array altered', 'either', 'a.npz', npz(dice, {}, (npy) => mutateBytes(dice, npy))],
      () => [
        'rows altered',
        'either',
        'a.jsonl',
        jsonl(rows.map((row) => (dice.chance(0.2) ? mutateJson(dice, row) : row))),
      ],
      () => ['nested without end', 'refused', 'a.json', utf8(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
      () => [
        'cells of nonsense',
        'either',
        'a.csv',
        utf8(csv(dice, () => (dice.chance(0.3) ? dice.pick([...texts, ...numbers]) : dice.real()))),
      ],
      () => [
        'of another name',
        'either',
        dice.pick(['a.csv', 'a', 'a.npz', 'a.tsv']),
        dice.pick([utf8(plain), jsonl(rows), npz(dice), joined(utf8(plain), npz(dice))]),
      ],
    ])();
    return { kind, outcome, input: { name, bytes } };
  },
  read(file) {
    const table = readTable(file);
    const request: DataRequest = {
      scheme: 'many-to-one',
      rows: 'sequence',
      ...(table.fields.includes('target') && { target: 'target' }),
    };
    return { table, ...ownData({ data: table }, request) };
  },
  judge: ({ table, parts }, { bytes }) => {
    if (table.count > bytes.length) return `it has ${table.count} rows in ${bytes.length} bytes`;
    const { inputs } = parts.training!.examples([0]);
    return inputs.data.every(Number.isFinite) ? undefined : 'an input is no number';
  },
});
