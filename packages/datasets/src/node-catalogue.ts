import {
  type DatasetEntry,
  type DatasetOption,
  type DatasetOptionValues,
  datasets,
  resolveOptions,
} from './catalogue.js';
import type { DigitDataset } from './mnist/digit-dataset.js';
import { type LoadMnistOptions, loadMnist } from './mnist/load-mnist.js';
import { mnistRows } from './mnist/mnist-rows.js';
import { type PixelOrder, pixelOrders } from './mnist/pixel-order.js';
import { requireChoice } from './require.js';

/** A dataset that is read from files before it is there. */
export interface AsyncDatasetEntry extends Omit<DatasetEntry, 'create'> {
  create(options?: DatasetOptionValues, files?: LoadMnistOptions): Promise<DigitDataset>;
}

const options = {
  split: {
    type: 'choice',
    description: 'the 60,000 training or the 10,000 test images',
    default: 'train',
    choices: ['train', 'test'],
  },
  order: { type: 'choice', description: 'how an image is read', default: 'rows', choices: pixelOrders },
  classes: {
    type: 'integers',
    description: 'the digits to keep; target k means the k-th of them',
    default: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  },
} satisfies Record<string, DatasetOption>;

const mnistEntry: AsyncDatasetEntry = {
  description: 'classify handwritten digits read row by row',
  options,
  async create(values = {}, files = {}) {
    const { split, order, classes } = resolveOptions('mnist-rows', options, values) as {
      split: 'train' | 'test';
      order: PixelOrder;
      classes: readonly number[];
    };
    requireChoice('mnist-rows', 'split', split, ['train', 'test']);
    return mnistRows(await loadMnist(files), { order, classes })[split];
  },
};

/**
 * Every dataset by its name, MNIST included; await what `create` returns.
 * @example
 * const dataset = await catalogue['mnist-rows'].create({ classes: [0, 5, 6, 9] });
 */
export const catalogue = { ...datasets, 'mnist-rows': mnistEntry };
