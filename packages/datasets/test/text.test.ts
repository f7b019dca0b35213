import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { book, createRng, type NdArray, text } from '../src/index.js';
import { catalogue, exportDataset } from '../src/node.js';

const carroll = await book();

/** Passages, out of classes or of what is one-hot. */
function spelled(alphabet: readonly string[], { data, shape }: NdArray): string[] {
  const [rows, steps, size] = shape as [number, number, number | undefined];
  const classAt = (i: number) =>
    size === undefined ? data[i]! : data.subarray(i * size, (i + 1) * size).indexOf(1);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: steps }, (_, t) => alphabet[classAt(row * steps + t)]).join(''),
  );
}

describe('the book', () => {
  it('is all of Carroll, in plain characters, and says nothing of who typed it', () => {
    expect(carroll.startsWith("ALICE'S ADVENTURES IN WONDERLAND")).toBe(true);
    expect(carroll.endsWith('THE END\n')).toBe(true);
    expect(carroll.match(/^CHAPTER [IVX]+$/gm)).toHaveLength(12);
    expect(carroll).toMatch(/^[\n -~]*$/);
    expect(carroll).not.toMatch(/gutenberg|\betext|fulcrum/i);
  });
});

describe('text', () => {
  const { train, validation, test, alphabet } = text(carroll, { length: 20 });

  it('asks for the next character, whichever passage it draws', () => {
    const batch = train.batch(createRng(3), 8);
    expect(batch.inputs.shape).toEqual([8, 20, alphabet.length]);
    expect(batch.targets.shape).toEqual([8, 20]);
    const [read, due] = [spelled(alphabet, batch.inputs), spelled(alphabet, batch.targets)];
    read.forEach((passage, i) => {
      expect(due[i]!.slice(0, -1)).toBe(passage.slice(1));
      expect(carroll).toContain(passage + due[i]!.at(-1));
    });
  });

  it('divides the book by position: its parts, one after another, are the book', () => {
    const parts = [train, validation, test].map((part) => {
      const every = Int32Array.from({ length: part.size }, (_, i) => i);
      return spelled(alphabet, part.examples(every).inputs).join('');
    });
    const starts = parts.map((part) => carroll.indexOf(part));
    expect(starts).toEqual([0, Math.floor(0.9 * carroll.length), Math.floor(0.95 * carroll.length)]);
    parts.forEach((part, i) => {
      const left = (starts[i + 1] ?? carroll.length) - starts[i]! - part.length;
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(20);
    });
  });

  it('counts the entropy of single characters as what guessing costs', () => {
    const counted = text('ab'.repeat(90) + 'ab'.repeat(10), { length: 3 });
    expect(counted.train.baseline).toEqual({ metric: 'cross-entropy', value: expect.closeTo(Math.LN2, 12) });
    expect(train.baseline.value / Math.LN2).toBeCloseTo(4.5, 2);
  });

  it.each([
    [{ length: 0 }, 'text: length must be an integer from 1 to 10000, received 0'],
    [{ length: 8000 }, `text: length must be below 7370, the characters to score by, received 8000`],
  ])('refuses %j', (options, message) => {
    expect(() => text(carroll, options)).toThrow(new RangeError(message));
  });

  it('as streams is its passages, each stream those that follow one another', () => {
    const { chunks, chunk } = test.streams(3);
    expect(chunks).toBe(Math.floor(test.size / 3));
    const streams = [0, 1, 2].map((i) =>
      Array.from({ length: chunks }, (_, place) => spelled(alphabet, chunk(place).inputs)[i]).join(''),
    );
    expect(carroll.slice(Math.floor(0.95 * carroll.length))).toContain(streams.join(''));
    expect(() => chunk(chunks)).toThrow(RangeError);
    expect(() => test.streams(test.size + 1)).toThrow(
      new RangeError(
        `text: the streams, one for each example of a batch, must be an integer from 1 to ${test.size}, received ${test.size + 1}`,
      ),
    );
  });

  it('refuses a passage that is not there', () => {
    expect(() => test.examples([test.size])).toThrow(RangeError);
    expect(() => test.examples([])).toThrow(RangeError);
    expect(() => train.batch(createRng(1), 0)).toThrow(RangeError);
  });

  it('is exported passage by passage', async () => {
    const dataset = await catalogue.text.create({ split: 'test', length: 5 });
    let lines = '';
    const to = new Writable({
      write(chunk, _, done) {
        lines += chunk;
        done();
      },
    });
    await exportDataset(dataset, {
      format: 'jsonl',
      to,
      count: 2,
      seed: 1,
    });
    const [first, second] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const start = Math.floor(0.95 * carroll.length);
    const targets = [first, second]
      .flatMap((example) => example.targets.map((k: number) => alphabet[k]))
      .join('');
    expect(targets).toBe(carroll.slice(start + 1, start + 11));
  });
});
