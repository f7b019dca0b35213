import { readFile } from 'node:fs/promises';
import type { DigitImages, SequenceBatch } from '@unrolled/datasets';
import type { Task } from '@unrolled/tasks';
import { UsageError } from './errors.js';

/** One example as a batch, and its inputs as a person reads them. */
export interface Asked {
  readonly batch: SequenceBatch;
  readonly inputs: readonly string[];
}

/**
 * Examples as `unrolled dataset --format jsonl` writes them: `{"inputs":[[…],…],"targets":…,"mask":[…]}` a line.
 *
 * @throws UsageError that names the line that is none
 */
export async function readExamples(file: string, task: Task): Promise<Asked[]> {
  const lines = (await readText(file)).split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError(`${file}: expected an example a line, received none`);
  return lines.map((line, i) => {
    try {
      return readExample(JSON.parse(line), task);
    } catch (error) {
      throw new UsageError(`${file}: line ${i + 1}: ${(error as Error).message}`);
    }
  });
}

function readExample(example: unknown, { dataset, question }: Task): Asked {
  const { inputs, targets, mask } = (example ?? {}) as Record<string, unknown>;
  const { inputSize, targetKind } = dataset;
  const isStep = (step: unknown) =>
    Array.isArray(step) && step.length === inputSize && step.every(Number.isFinite);
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isStep)) {
    throw new Error(`inputs must be a list of steps of ${inputSize} numbers`);
  }
  const targetValues = [targets].flat(2) as number[];
  if (!targetValues.every(Number.isFinite)) throw new Error('targets must be numbers');
  const time = inputs.length;
  const perStep = Array.isArray(targets) && targets.length === time && dataset.scheme !== 'many-to-one';
  if (!perStep && dataset.scheme !== 'many-to-one') throw new Error(`targets must be a list of ${time}`);
  const data = targetKind === 'class' ? Int32Array.from(targetValues) : Float32Array.from(targetValues);
  const leading = perStep ? [1, time] : [1];
  const batch: SequenceBatch = {
    inputs: { data: Float32Array.from(inputs.flat()), shape: [1, time, inputSize] },
    targets: { data, shape: targetKind === 'class' ? leading : [...leading, dataset.outputSize] },
    ...(perStep &&
      Array.isArray(mask) &&
      mask.length === time && { mask: { data: Float32Array.from(mask), shape: [1, time] } }),
  };
  const steps = inputs.map((step: number[]) => step.join(','));
  return { batch, inputs: question.describe?.(batch) ?? [steps.join(' ')] };
}

/**
 * A digit out of a picture or an IDX file, or, without a file, out of MNIST's test set. A picture's paper is
 * what its border shows most, so that dark on light and light on dark both read.
 */
export async function readDigit(file: string | undefined, index = 0): Promise<DigitImages> {
  const { loadMnist } = await import('@unrolled/datasets/node');
  if (file === undefined) return imageAt((await loadMnist()).test, index, 'the test set');
  const bytes = await readFile(file).catch((error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  return file.toLowerCase().endsWith('.png') ? readPng(bytes, file) : readIdxImage(bytes, index, file);
}

/** The label of a digit nobody has named. */
const unlabelled = 255;

async function readIdxImage(bytes: Uint8Array, index: number, file: string): Promise<DigitImages> {
  const { readIdx } = await import('@unrolled/datasets');
  const { data, shape } = await readIdx(bytes, file).catch((error) => {
    throw new UsageError(error.message);
  });
  const [count = 0, rows, columns] = shape;
  if (shape.length !== 3) throw new UsageError(`${file}: expected images, received shape [${shape}]`);
  const labels = new Uint8Array(count).fill(unlabelled);
  return imageAt({ pixels: data, labels, count, rows: rows!, columns: columns! }, index, file);
}

async function readPng(bytes: Uint8Array, file: string): Promise<DigitImages> {
  const { decode } = await import('fast-png');
  let image: ReturnType<typeof decode>;
  try {
    image = decode(bytes);
  } catch (error) {
    throw new UsageError(`${file} is no PNG: ${(error as Error).message}`);
  }
  const { width, height, channels, depth, palette } = image;
  const full = depth === 16 ? 65535 : 255;
  if (width !== size || height !== size) {
    throw new UsageError(`${file}: expected ${size} × ${size} pixels, received ${width} × ${height}`);
  }
  const pixels = Uint8Array.from({ length: size * size }, (_, i) => {
    const pixel = palette
      ? palette[image.data[i]!]!
      : Array.from(image.data.subarray(i * channels, (i + 1) * channels), (value) => (255 * value) / full);
    return brightness(pixel);
  });
  const border = pixels.filter((_, i) => {
    const [row, column] = [Math.floor(i / size), i % size];
    return row === 0 || column === 0 || row === size - 1 || column === size - 1;
  });
  const light = border.filter((value) => value > 127).length > border.length / 2;
  return {
    pixels: light ? pixels.map((value) => 255 - value) : pixels,
    labels: Uint8Array.of(unlabelled),
    count: 1,
    rows: size,
    columns: size,
  };
}

const size = 28;

/** Of grey, grey and alpha, colour, or colour and alpha, on white paper; weights of ITU-R BT.601. */
function brightness(pixel: readonly number[]): number {
  const colour = pixel.length < 3 ? [pixel[0]!, pixel[0]!, pixel[0]!] : pixel.slice(0, 3);
  const alpha = (pixel.length % 2 === 0 ? pixel.at(-1)! : 255) / 255;
  const [red = 0, green = 0, blue = 0] = colour;
  return (0.299 * red + 0.587 * green + 0.114 * blue) * alpha + 255 * (1 - alpha);
}

function imageAt(
  { pixels, labels, count, rows, columns }: DigitImages,
  index: number,
  place: string,
): DigitImages {
  if (index >= count)
    throw new UsageError(`${place} has images 0 to ${count - 1}, received --index ${index}`);
  const perImage = rows * columns;
  return {
    pixels: pixels.subarray(index * perImage, (index + 1) * perImage),
    labels: labels.subarray(index, index + 1),
    count: 1,
    rows,
    columns,
  };
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
}
