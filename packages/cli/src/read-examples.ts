import { createReadStream } from 'node:fs';
import {
  type DigitImages,
  digitOfPicture,
  readExample,
  readIdxImages,
  type SequenceBatch,
} from '@unrolled/datasets';
import type { Task } from '@unrolled/tasks';
import type { TaskOptions } from '@unrolled/tasks/spec';
import { UsageError } from './errors.js';

/** One example as a batch, and its inputs as a person reads them. */
export interface Asked {
  readonly batch: SequenceBatch;
  readonly inputs: readonly string[];
}

/**
 * Examples as `unrolled dataset --format jsonl` writes them, one a line.
 *
 * @throws UsageError that names the line that is none
 */
export async function readExamples(file: string, { dataset, question }: Task): Promise<Asked[]> {
  const bytes = await bytesOf(file);
  if (question.readFile) {
    const batches = await question.readFile({ name: file, bytes });
    return batches.map((batch) => ({ batch, inputs: question.describe?.(batch) ?? [] }));
  }
  const lines = bytes.toString().split('\n');
  const examples = lines.flatMap((line, i) =>
    line.trim() === ''
      ? []
      : blaming(`${file}: line ${i + 1}:`, () => {
          const example = JSON.parse(line);
          const batch = readExample(example, dataset);
          return [{ batch, inputs: question.describe?.(batch) ?? [example.inputs.join(' ')] }];
        }),
  );
  if (examples.length === 0) throw new UsageError(`${file}: expected an example a line, received none`);
  return examples;
}

/** A digit out of a picture or an IDX file. */
export async function readDigit(file: string, index = 0): Promise<DigitImages> {
  const bytes = await bytesOf(file);
  if (file.toLowerCase().endsWith('.png')) {
    const { readPng } = await import('./read-png.js');
    const picture = blaming(`${file} is no PNG that can be read:`, () => readPng(bytes));
    return blaming(`${file}:`, () => digitOfPicture(picture));
  }
  const images = await readIdxImages(bytes, file).catch(({ message }: Error) => {
    throw new UsageError(message);
  });
  return imageAt(images, index, file);
}

/** A digit out of MNIST's test set, as the run of `options` takes it. */
export async function readTestDigit(index: number, { unverified }: TaskOptions): Promise<DigitImages> {
  const { nodeResources } = await import('@unrolled/tasks/node');
  const { test } = await nodeResources.mnist!({ unverified: unverified === true });
  return imageAt(test, index, 'the test set');
}

/** @throws UsageError that says what is to blame, where `read` fails */
function blaming<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${what} ${(error as Error).message}`);
  }
}

function imageAt(images: DigitImages, index: number, place: string): DigitImages {
  const { pixels, labels, count, rows, columns } = images;
  if (index >= count)
    throw new UsageError(`${place} has images 0 to ${count - 1}, received --index ${index}`);
  const [from, to] = [index * rows * columns, (index + 1) * rows * columns];
  return {
    ...images,
    pixels: pixels.subarray(from, to),
    labels: labels.subarray(index, index + 1),
    count: 1,
  };
}

/** Of a file that a person names; more than this is read into memory of none. */
const mostBytes = 2 ** 28;

/** The bytes of a file, a pipe or a device. */
async function bytesOf(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      length += chunk.length;
      if (length > mostBytes) throw new RangeError(`it has more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return Buffer.concat(chunks);
}
