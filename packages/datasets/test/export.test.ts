import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyHeader } from '../src/export/npy.js';
import { numberText } from '../src/export/number-text.js';
import {
  addingProblem,
  binaryAddition,
  createRng,
  mnistRows,
  type NdArray,
  palindrome,
  type SequenceDataset,
} from '../src/index.js';
import { readMnist } from '../src/mnist/mnist.js';
import { type ExportFormat, exportDataset } from '../src/node.js';
import { tinyMnist } from './idx-files.js';
import { temporaryFolder } from './temporary-folder.js';

/** What a stream received, and whether somebody ended it. */
function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}

async function exported(dataset: SequenceDataset, count: number, format: ExportFormat, seed = 1) {
  const { stream, bytes } = collector();
  await exportDataset(dataset, { count, format, seed, to: stream });
  return bytes();
}

/** The files in a zip, read by its central directory. */
function unzip(zip: Buffer): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  const end = zip.lastIndexOf('PK\x05\x06');
  let at = zip.readUInt32LE(end + 16);
  for (let entry = zip.readUInt16LE(end + 10); entry > 0; entry--) {
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    files[name] = inflateRawSync(zip.subarray(start, start + packed));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

const bytesOf = ({ data }: NdArray) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe('npyHeader', () => {
  it('is what numpy writes (golden bytes)', () => {
    // numpy.save of numpy.zeros((3, 4, 10), dtype='<f4'), its first 128 bytes
    const golden =
      "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4, 10), }".padEnd(127) +
      '\n';
    expect(Buffer.from(npyHeader(false, [3, 4, 10])).toString('latin1')).toBe(golden);
    expect(Buffer.from(npyHeader(true, [5])).toString('latin1')).toContain(
      "'<i4', 'fortran_order': False, 'shape': (5,), }",
    );
  });

  it('keeps the data aligned for shapes of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 30 }), (shape) => {
        const header = npyHeader(false, shape);
        expect(header.length % 64).toBe(0);
        expect(header[8]! + 256 * header[9]!).toBe(header.length - 10);
        expect(header.at(-1)).toBe(0x0a);
      }),
    );
  });
});

describe('numberText', () => {
  it('reads back as the same float32, and is never longer than needed', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(Math.fround(Number(numberText(value))), value === 0 ? 0 : value)).toBe(true);
      }),
    );
    expect(numberText(Math.fround(0.1))).toBe('0.1');
    expect(numberText(7)).toBe('7');
  });
});

describe('exportDataset', () => {
  it('npz holds inputs, targets and mask of all examples, whatever the size of the pieces', async () => {
    const dataset = palindrome({ length: 8 });
    const files = unzip(await exported(dataset, 9_000, 'npz', 5));
    const { inputs, targets } = dataset.batch(createRng(5), 9_000);
    expect(Object.keys(files)).toEqual(['inputs.npy', 'targets.npy', 'mask.npy']);
    expect(
      files['inputs.npy']!.equals(Buffer.concat([npyHeader(false, [9_000, 7, 10]), bytesOf(inputs)])),
    ).toBe(true);
    expect(files['targets.npy']!.equals(Buffer.concat([npyHeader(true, [9_000]), bytesOf(targets)]))).toBe(
      true,
    );
    const mask = Float32Array.from({ length: 9_000 * 7 }, (_, i) => (i % 7 === 6 ? 1 : 0));
    expect(
      files['mask.npy']!.equals(Buffer.concat([npyHeader(false, [9_000, 7]), Buffer.from(mask.buffer)])),
    ).toBe(true);
  });

  it("npz carries the dataset's own mask where it has one", async () => {
    const dataset = binaryAddition({ maxDigits: 5 });
    const files = unzip(await exported(dataset, 50, 'npz'));
    expect(files['mask.npy']!.subarray(-1200).equals(bytesOf(dataset.batch(createRng(1), 50).mask))).toBe(
      true,
    );
  });

  it('csv is one example a row under named columns (golden text)', async () => {
    const text = (await exported(palindrome({ length: 3, encoding: 'scalar' }), 2, 'csv')).toString();
    const { inputs, targets } = palindrome({ length: 3, encoding: 'scalar' }).batch(createRng(1), 2);
    const [a, b, c, d] = inputs.data;
    expect(text).toBe(
      `inputs_0_0,inputs_1_0,targets,mask_0,mask_1\n${a},${b},${targets.data[0]},0,1\n${c},${d},${targets.data[1]},0,1\n`,
    );
  });

  it('jsonl is one example a line, nested as the arrays are, to the last bit', async () => {
    const dataset = addingProblem({ length: 4 });
    const lines = (await exported(dataset, 3, 'jsonl'))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { inputs, targets } = dataset.batch(createRng(1), 3);
    expect(lines).toHaveLength(3);
    expect(lines[0].inputs).toHaveLength(4);
    expect(lines[0].inputs[0]).toHaveLength(2);
    expect(Float32Array.from(lines.flatMap((line) => line.inputs.flat()))).toEqual(inputs.data);
    expect(Float32Array.from(lines.flatMap((line) => line.targets))).toEqual(targets.data);
    expect(lines[2].mask).toEqual([0, 0, 0, 1]);
  });

  it.each(['npz', 'csv', 'jsonl'] as const)('%s: same seed, same bytes', async (format) => {
    const draw = (seed: number) => exported(binaryAddition(), 100, format, seed);
    expect((await draw(1)).equals(await draw(1))).toBe(true);
    expect((await draw(1)).equals(await draw(2))).toBe(false);
  });

  it('a finite dataset is written in its order, all of it unless told otherwise', async () => {
    const files = tinyMnist();
    const { test } = mnistRows(await readMnist(async (name) => files[name]!));
    const { stream, bytes } = collector();
    await exportDataset(test, { format: 'npz', to: stream });
    const all = test.examples(Array.from({ length: 20 }, (_, i) => i));
    expect(unzip(bytes())['inputs.npy']!.subarray(128).equals(bytesOf(all.inputs))).toBe(true);
    await expect(exportDataset(test, { count: 21, format: 'npz', to: stream })).rejects.toThrow(
      new RangeError('exportDataset: count must be an integer from 1 to 20, received 21'),
    );
  });

  it('leaves a stream open for whoever gave it', async () => {
    const { stream } = collector();
    await exportDataset(palindrome({ length: 4 }), { count: 3, format: 'csv', to: stream });
    expect(stream.writableEnded).toBe(false);
  });

  it('puts a complete file in place of an older one, and nothing beside it', async () => {
    const folder = await temporaryFolder();
    const to = join(folder, 'data.csv');
    await writeFile(to, 'old');
    await exportDataset(palindrome({ length: 4 }), { count: 30, format: 'csv', to });
    expect(await readdir(folder)).toEqual(['data.csv']);
    expect((await readFile(to)).equals(await exported(palindrome({ length: 4 }), 30, 'csv'))).toBe(true);
  });

  it.each(['npz', 'csv', 'jsonl'] as const)(
    '%s: a failure half way leaves the old file and no other',
    async (format) => {
      const folder = await temporaryFolder();
      const to = join(folder, 'data');
      await writeFile(to, 'old');
      const good = palindrome({ length: 4 });
      let batches = 0;
      const failing: SequenceDataset = {
        ...good,
        batch(rng, size) {
          if (++batches > 2) throw new Error('out of digits');
          return good.batch(rng, size);
        },
      };
      await expect(exportDataset(failing, { count: 100_000, format, to })).rejects.toThrow('out of digits');
      expect(await readdir(folder)).toEqual(['data']);
      expect(await readFile(to, 'utf8')).toBe('old');
    },
  );

  it('stops when asked to, and leaves no file', async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const good = palindrome({ length: 4 });
    const watched: SequenceDataset = {
      ...good,
      batch(rng, size) {
        if (size > 1) controller.abort();
        return good.batch(rng, size);
      },
    };
    const options = {
      count: 1e9,
      format: 'npz',
      to: join(folder, 'data.npz'),
      signal: controller.signal,
    } as const;
    await expect(exportDataset(watched, options)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('a stream that fails, a full disk say, fails the export with its reason', async () => {
    for (const format of ['npz', 'csv', 'jsonl'] as const) {
      const full = new Writable({
        write: (_, __, done) =>
          done(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })),
      });
      await expect(
        exportDataset(palindrome({ length: 9 }), { count: 50_000, format, to: full }),
      ).rejects.toThrow('ENOSPC');
    }
  });

  it.skipIf(process.platform === 'win32')(
    'a file the system refuses to grow is removed, with the reason said',
    async () => {
      const folder = await temporaryFolder();
      const script = fileURLToPath(new URL('./fixtures/export-million.ts', import.meta.url));
      // The shell's limit on file sizes stands in for a full disk: the write fails after 64 KiB.
      const { status, stderr } = spawnSync(
        'sh',
        [
          '-c',
          `ulimit -f 128; exec "$0" --import tsx --conditions=@unrolled/source "$1" "$2"`,
          process.execPath,
          script,
          join(folder, 'data.csv'),
        ],
        { encoding: 'utf8' },
      );
      expect(stderr).toContain(`cannot write ${join(folder, 'data.csv')}: EFBIG: file too large`);
      expect(status).toBe(1);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it.each([
    [{ format: 'npz', count: 0 }, 'exportDataset: count must be an integer of at least 1, received 0'],
    [{ format: 'npz', count: 1.5 }, 'exportDataset: count must be an integer of at least 1, received 1.5'],
    [{ format: 'npz' }, 'exportDataset: count must be an integer of at least 1, received NaN'],
    [{ format: 'npz', count: 3, seed: Number.NaN }, 'exportDataset: seed must be a number, received NaN'],
    [{ format: 'xls', count: 3 }, 'exportDataset: format must be one of npz, csv, jsonl, received xls'],
  ])('%o is refused with a reason, and no file', async (options, message) => {
    const folder = await temporaryFolder();
    const all = { ...(options as { format: ExportFormat }), to: join(folder, 'data') };
    await expect(exportDataset(palindrome({ length: 4 }), all)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });
});
