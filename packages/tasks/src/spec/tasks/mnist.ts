import {
  type DigitImages,
  digitSequences,
  type MnistRows,
  type MnistRowsOptions,
  mnistFileOptions,
  mnistRows,
  mnistRowsOptions,
  type PixelOrder,
} from '@unrolled/datasets';
import { integer, option } from '@unrolled/datasets/options';
import { defineTask } from '../define-task.js';
import { finiteExamples } from '../examples.js';
import { sequenceModels } from '../models.js';
import type { Resources } from '../task.js';

const validation = (images: number) =>
  option(integer(1), 'training images held out for validation', images, { value: 'images' });

/** Read a handwritten digit row by row. */
export const mnistRowsTask = defineTask({
  name: 'mnist-rows',
  summary: 'read a handwritten digit row by row',
  source: 'courses on deep learning, exercise on MNIST with an RNN, a GRU and an LSTM',
  models: [...sequenceModels('lstm'), 'feedforward'],
  options: { order: mnistRowsOptions.order, validation: validation(5000), ...mnistFileOptions },
  defaults: (_, model) => ({
    hiddenSize: 150,
    batchSize: model === 'lstm' ? 128 : 64,
    learningRate: model === 'lstm' ? 2e-3 : 1e-3,
    stepsPerEpoch: null,
    schedule: 'cosine',
    epochs: 10,
    monitor: 'accuracy',
    stopAtAccuracy: null,
  }),
  create: async (options, resources) => ({
    ...digits(await read('mnist-rows', resources, options), options.order),
    testEveryEpoch: true,
  }),
});

/** Tell the digits 0, 5, 6 and 9 apart with two layers of rectified linear units. */
export const mnistFourTask = defineTask({
  name: 'mnist-four',
  summary: 'tell the handwritten digits 0, 5, 6 and 9 apart with two layers of rectified linear units',
  source: 'courses on neural networks, exercise on backpropagation through time by hand',
  models: sequenceModels('rnn'),
  options: { validation: validation(2400), ...mnistFileOptions },
  defaults: () => ({
    hiddenSize: 100,
    layers: 2,
    activation: 'relu',
    initialization: 'identity',
    batchSize: 32,
    optimizer: 'sgd',
    learningRate: [0.01, 0.001, 0.0001],
    stepsPerEpoch: null,
    clipNorm: 10,
    epochs: 20,
    monitor: 'accuracy',
    patience: 5,
    stopAtAccuracy: null,
  }),
  create: async (options, resources) =>
    digits(await read('mnist-four', resources, { ...options, classes: [0, 5, 6, 9] })),
});

async function read(
  task: string,
  { mnist }: Resources,
  { unverified, ...options }: MnistRowsOptions & { readonly unverified: boolean },
): Promise<MnistRows> {
  if (!mnist)
    throw new TypeError(`${task}: needs the resource mnist, such as loadMnist of @unrolled/datasets/node`);
  return mnistRows(await mnist({ unverified }), options);
}

function digits(images: MnistRows, order: PixelOrder = 'rows') {
  const { train, classes } = images;
  const [, steps] = train.examples([0]).inputs.shape;
  return {
    dataset: { ...train, steps: steps! },
    examples: finiteExamples(images),
    question: {
      readImage: (image: DigitImages) => digitSequences(image, { classes, order }).examples([0]),
      write: ([k = 0]: readonly number[]) => String(classes[k]),
      meaning: ([k = 0]: readonly number[]) => classes[k]!,
    },
  };
}
