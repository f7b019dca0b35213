import { type DatasetEntry, datasets } from './catalogue.js';
import { type DigitDataset, digitSequenceOptions } from './mnist/digit-dataset.js';
import { type LoadMnistOptions, loadMnist } from './mnist/load-mnist.js';
import { mnistFileOptions } from './mnist/mnist-files.js';
import { mnistRows } from './mnist/mnist-rows.js';
import { type GivenValues, type OptionSchemas, oneOf, option, parseOptions } from './options.js';

/** A dataset that is read from files, and so arrives later. */
export interface AsyncDatasetEntry<Schemas extends OptionSchemas = OptionSchemas>
  extends Omit<DatasetEntry<Schemas>, 'create'> {
  create(options?: GivenValues<Schemas>, files?: LoadMnistOptions): Promise<DigitDataset>;
}

const options = {
  split: option(oneOf(['train', 'test']), 'the 60,000 training or the 10,000 test images', 'train'),
  ...digitSequenceOptions,
  ...mnistFileOptions,
};

const mnistEntry: AsyncDatasetEntry<typeof options> = {
  description: 'classify handwritten digits read row by row',
  options,
  async create(given = {}, files = {}) {
    const { split, unverified, ...reading } = parseOptions('mnistRows', options, given);
    return mnistRows(await loadMnist({ unverified, ...files }), reading)[split];
  },
};

/**
 * Every dataset by its name, MNIST included; await what `create` returns.
 * @example
 * const dataset = await catalogue['mnist-rows'].create({ classes: [0, 5, 6, 9] });
 */
export const catalogue = { ...datasets, 'mnist-rows': mnistEntry };
