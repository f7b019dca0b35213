import { describe, expect, it } from 'vitest';
import { createRng, mnistRows } from '../src/index.js';
import { readMnist } from '../src/mnist/mnist.js';
import { tinyMnist } from './idx-files.js';

const files = tinyMnist();
const mnist = await readMnist(async (name) => files[name]!);

describe('mnistRows', () => {
  it('reads 28 rows of 28 in [0, 1], and the digit is the target', () => {
    const { train } = mnistRows(mnist);
    const { inputs, targets } = train.examples([0, 13]);
    expect(inputs.shape).toEqual([2, 28, 28]);
    expect([...targets.data]).toEqual([0, 3]);
    for (let k = 0; k < 784; k++) {
      expect(inputs.data[k]).toBe(Math.fround((k % 256) / 255));
      expect(inputs.data[784 + k]).toBe(Math.fround(((13 + k) % 256) / 255));
    }
    expect(inputs.data[255]).toBe(1);
  });

  it('columns are the transposed rows, pixels the rows strung together', () => {
    const read = (order: 'rows' | 'columns' | 'pixels') => mnistRows(mnist, { order }).train.examples([5]);
    const [rows, columns, pixels] = [read('rows'), read('columns'), read('pixels')];
    for (let row = 0; row < 28; row++) {
      for (let column = 0; column < 28; column++) {
        expect(columns.inputs.data[28 * column + row]).toBe(rows.inputs.data[28 * row + column]);
      }
    }
    expect(pixels.inputs.shape).toEqual([1, 784, 1]);
    expect(pixels.inputs.data).toEqual(rows.inputs.data);
  });

  it('permuted pixels are one permutation, the same for every image and seed', () => {
    const permuted = (seed: number, at: number) =>
      mnistRows(mnist, { order: 'permuted-pixels', seed }).train.examples([at]).inputs.data;
    const pixels = (at: number) => mnistRows(mnist, { order: 'pixels' }).train.examples([at]).inputs.data;
    expect(permuted(1, 3)).toEqual(permuted(2, 3));
    expect(permuted(1, 3)).not.toEqual(pixels(3));
    expect([...permuted(1, 3)].sort()).toEqual([...pixels(3)].sort());
    // Image n + 1 is image n with every pixel one brighter, so one permutation keeps that relation.
    permuted(1, 3).forEach((value, k) => {
      expect(permuted(1, 4)[k]).toBe(Math.fround(((Math.round(value * 255) + 1) % 256) / 255));
    });
  });

  it('keeps only the classes named, remapped to their place in the list', () => {
    const { train, test, classes } = mnistRows(mnist, { classes: [9, 0, 5] });
    expect(classes).toEqual([9, 0, 5]);
    expect([train.size, test.size, train.outputSize]).toEqual([12, 6, 3]);
    const { inputs, targets } = train.examples([0, 1, 2]);
    expect([...targets.data]).toEqual([1, 2, 0]);
    expect([0, 1, 2].map((i) => Math.round(inputs.data[784 * i]! * 255))).toEqual([0, 5, 9]);
  });

  it('the validation images are taken from the training images, the same ones for the same seed', () => {
    const first = (seed: number) => {
      const { train, validation } = mnistRows(mnist, { validation: 10, seed });
      const brightness = (size: number, of: typeof train) =>
        Array.from({ length: size }, (_, i) => Math.round(of.examples([i]).inputs.data[0]! * 255));
      return { train: brightness(30, train), validation: brightness(10, validation) };
    };
    expect(first(1)).toEqual(first(1));
    expect(first(1).validation).not.toEqual(first(2).validation);
    const all = [...first(1).train, ...first(1).validation].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(mnistRows(mnist).validation.size).toBe(0);
  });

  it('an epoch visits every image once, in another order each time', () => {
    const { train } = mnistRows(mnist);
    const rng = createRng(1);
    const epoch = () =>
      [...train.epoch(rng, 16)].map(({ inputs }) =>
        Array.from({ length: inputs.shape[0]! }, (_, i) => Math.round(inputs.data[784 * i]! * 255)),
      );
    const [first, second] = [epoch(), epoch()];
    expect(first.map((batch) => batch.length)).toEqual([16, 16, 8]);
    expect(first).not.toEqual(second);
    for (const order of [first, second]) {
      expect(order.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    }
  });

  it('dropLast leaves out the partial batch, and only a partial one', () => {
    const sizes = (batchSize: number) =>
      [...mnistRows(mnist).train.epoch(createRng(1), batchSize, { dropLast: true })].map(
        ({ targets }) => targets.data.length,
      );
    expect(sizes(16)).toEqual([16, 16]);
    expect(sizes(20)).toEqual([20, 20]);
  });

  it('the baseline is what always answering the most frequent class scores', () => {
    const { train } = mnistRows(mnist, { classes: [0, 1, 2, 3], validation: 3 });
    const counts = [0, 0, 0, 0];
    for (const target of train.examples(Array.from({ length: train.size }, (_, i) => i)).targets.data) {
      counts[target]!++;
    }
    expect(train.baseline).toEqual({ metric: 'accuracy', value: Math.max(...counts) / 13 });
  });

  it.each([
    [{ classes: [] }, 'mnistRows: classes must be a list with at least one entry, received []'],
    [{ classes: [1, 11] }, 'mnistRows: each of classes must be an integer from 0 to 9, received 11'],
    [{ classes: [-1] }, 'mnistRows: each of classes must be an integer from 0 to 9, received -1'],
    [{ classes: [Number.NaN] }, 'mnistRows: each of classes must be an integer from 0 to 9, received NaN'],
    [{ classes: [1, 2, 1] }, 'mnistRows: classes names 1 twice'],
    [{ validation: 40 }, 'mnistRows: validation must be an integer from 0 to 39, received 40'],
  ])('%o is refused with a reason', (options, message) => {
    expect(() => mnistRows(mnist, options)).toThrow(new RangeError(message));
  });

  it('refuses a class without a training image, an unknown order, a position outside and an empty batch', async () => {
    const few = tinyMnist(5, 5);
    const five = await readMnist(async (name) => few[name]!);
    expect(() => mnistRows(five, { classes: [7] })).toThrow(
      new RangeError('mnistRows: no training image shows 7, which classes names'),
    );
    expect(() => mnistRows(mnist, { order: 'spiral' as 'rows' })).toThrow(
      new TypeError(
        'mnistRows: order must be one of rows, columns, pixels, permuted-pixels, received spiral',
      ),
    );
    expect(() => mnistRows(mnist).test.examples([20])).toThrow(RangeError);
    expect(() => mnistRows(mnist).validation.batch(createRng(1), 1)).toThrow(
      'mnistRows: there is no image to draw from',
    );
    const empty = new RangeError('mnistRows: batchSize must be an integer of at least 1, received 0');
    expect(() => mnistRows(mnist).train.epoch(createRng(1), 0)).toThrow(empty);
    expect(() => mnistRows(mnist).train.batch(createRng(1), 0)).toThrow(empty);
    expect(() => mnistRows(mnist).train.examples([])).toThrow(empty);
  });
});
