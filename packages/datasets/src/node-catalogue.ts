import { type DatasetEntry, datasets } from './catalogue.js';
import { type DigitDataset, digitSequenceOptions } from './mnist/digit-dataset.js';
import { type LoadMnistOptions, loadMnist } from './mnist/load-mnist.js';
import { mnistFileOptions } from './mnist/mnist-files.js';
import { mnistRows } from './mnist/mnist-rows.js';
import { type GivenValues, type OptionSchemas, oneOf, option, parseOptions } from './options.js';
import { book, type TextDataset, text, textOptions } from './text/text.js';

/** A dataset that is read from files, and so arrives later. */
export interface AsyncDatasetEntry<Schemas extends OptionSchemas = OptionSchemas>
  extends Omit<DatasetEntry<Schemas>, 'create'> {
  create(options?: GivenValues<Schemas>, files?: LoadMnistOptions): Promise<DigitDataset | TextDataset>;
}

const digitOptions = {
  split: option(oneOf(['train', 'test']), 'the 60,000 training or the 10,000 test images', 'train'),
  ...digitSequenceOptions,
  ...mnistFileOptions,
};

const mnistEntry: AsyncDatasetEntry<typeof digitOptions> = {
  description: 'classify handwritten digits read row by row',
  options: digitOptions,
  async create(given = {}, files = {}) {
    const { split, unverified, ...reading } = parseOptions('mnistRows', digitOptions, given);
    return mnistRows(await loadMnist({ unverified, ...files }), reading)[split];
  },
};

const passageOptions = {
  split: option(oneOf(['train', 'validation', 'test']), 'which part of the book', 'train'),
  ...textOptions,
};

const textEntry: AsyncDatasetEntry<typeof passageOptions> = {
  description: "the next character, all through Alice's Adventures in Wonderland",
  options: passageOptions,
  async create(given = {}) {
    const { split, ...reading } = parseOptions('text', passageOptions, given);
    return text(await book(), reading)[split];
  },
};

/**
 * Every dataset by its name, MNIST and a book included; await what `create` returns.
 * @example
 * const dataset = await catalogue['mnist-rows'].create({ classes: [0, 5, 6, 9] });
 */
export const catalogue = { ...datasets, 'mnist-rows': mnistEntry, text: textEntry };
